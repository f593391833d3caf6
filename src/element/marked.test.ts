import { expect, it } from 'vitest';
import { marked } from './marked';

/** The parts, code in brackets. */
const parts = (text: string) =>
  marked(text).map((part) => (typeof part === 'string' ? part : (part as { values: unknown[] }).values));

it('renders names in backticks as code', () => {
  expect(parts('Unknown loss. Did you mean `huber`?')).toEqual([
    'Unknown loss. Did you mean ',
    ['huber'],
    '?',
  ]);
});

it('leaves a single backtick as it is', () => {
  expect(parts('it`s.png is damaged')).toEqual(['it`s.png is damaged']);
});
