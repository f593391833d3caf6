import { describe, expect, it } from 'vitest';
import { PupilaError, invalidArgument, messageOf } from './errors';
import { message } from './message';

describe('invalidArgument', () => {
  it('states the rule and then what was received', () => {
    const error = invalidArgument(message`\`zoom_range\` must be a number or a pair.`, {
      zoom_range: [1],
      cval: undefined,
    });
    expect(error).toBeInstanceOf(PupilaError);
    expect(error.code).toBe('invalid-argument');
    expect(error.message).toBe(
      '`zoom_range` must be a number or a pair. Received: zoom_range=[1], cval=undefined',
    );
  });
});

it('a PupilaError keeps its message for translation; a plain text has none', () => {
  const rule = message`The data set has no ${'validation'} part.`;
  expect(new PupilaError('no-images', rule).translatable).toBe(rule);
  expect(new PupilaError('no-images', rule).message).toBe('The data set has no validation part.');
  expect(new PupilaError('internal', 'internal: x').translatable).toBeNull();
  expect([new PupilaError('no-images', rule), new Error('a'), 'b'].map(messageOf)).toEqual([rule, 'a', 'b']);
});
