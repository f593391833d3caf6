import { expect, it } from 'vitest';
import type { Evaluation, PartInfo } from '../../index';
import { worstMistakes } from './results-view';

it('takes outputs that are not numbers for class 0, as NumPy does', () => {
  const part = { labels: [0, 1, 1], filenames: ['a.png', 'b.png', 'c.png'] } as unknown as PartInfo;
  const probabilities = [
    [NaN, NaN],
    [NaN, NaN],
    [0.75, 0.25],
  ].map((row) => Float32Array.from(row));
  const mistakes = worstMistakes(part, { probabilities } as Evaluation);
  expect(mistakes.map(({ filename, predicted }) => [filename, predicted])).toEqual([
    ['b.png', 0],
    ['c.png', 0],
  ]);
});
