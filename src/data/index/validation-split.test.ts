import { expect, it } from 'vitest';
import { readJson } from '../golden.testing';
import { indexDirectory } from './directory-index';
import { validationSplit } from './validation-split';

interface SplitCase {
  counts: number[];
  share: number;
  seed: number;
  validation: number[];
}

const { splits } = readJson<{ splits: SplitCase[] }>('fixtures/fit_arguments.json');

it.each(splits)(
  "takes Keras's random share: $counts, $share, seed $seed",
  ({ counts, share, seed, validation }) => {
    const isValidation = validationSplit(counts, share, seed);
    expect([...isValidation.keys()].filter((i) => isValidation[i])).toEqual(validation);
    // The same files, in the order of the classes.
    const paths = counts.flatMap((count, label) =>
      Array.from({ length: count }, (_, i) => `class${label}/${String(i).padStart(2, '0')}.png`),
    );
    const index = (subset: 'training' | 'validation') =>
      indexDirectory(paths, '', { validationSplit: share, splitSeed: seed, subset });
    expect(index('validation').paths).toEqual(validation.map((i) => paths[i]));
    expect(index('training').paths).toEqual(paths.filter((_, i) => !isValidation[i]));
  },
);

it('takes the first ones of each class without a seed', () => {
  expect(validationSplit([4, 3], 0.5, null)).toEqual([true, true, false, false, true, false, false]);
});
