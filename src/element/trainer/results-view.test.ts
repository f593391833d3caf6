import { expect, it } from 'vitest';
import { trainer as en } from '../../i18n/en/trainer';
import { formatsOf } from '../../i18n/locale';
import type { Evaluation, PartInfo } from '../../index';
import { verdict, worstMistakes } from './results-view';

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

it('says of outputs that are not numbers that the network cannot predict, and since when', () => {
  const probabilities = [Float32Array.of(0.5, 0.5), Float32Array.of(NaN, NaN)];
  const evaluation = { probabilities, confusion: [[1]], part: 'training' } as unknown as Evaluation & {
    part: 'training';
  };
  const context = { words: en, format: formatsOf('en'), say: String, evaluation };
  const reason = { en: 'The loss is not a number', es: 'La pérdida no es un número' };
  const lossNotFinite = { part: 'training', epoch: 0, step: 1, loss: NaN, reason } as const;
  expect(verdict({ ...context, lossNotFinite })).toBe(
    'The network cannot predict. The loss is not a number.',
  );
  expect(verdict({ ...context, lossNotFinite: null })).toBe(en.diverged.unknown);
});
