import { describe, expect, it } from 'vitest';
import { lossWarning, outputsWarning } from './not-a-number';

describe('lossWarning', () => {
  it('counts steps and epochs from 1', () => {
    expect(lossWarning({ part: 'training', epoch: 2, step: 4, loss: NaN })).toBe(
      'The loss is not a number from step 5 on (epoch 3): the learning rate may be too high.',
    );
    expect(lossWarning({ part: 'training', epoch: 0, step: 0, loss: -Infinity })).toContain('is infinite');
    expect(lossWarning({ part: 'validation', epoch: 0, step: 0, loss: NaN })).toContain('validation data');
  });
});

describe('outputsWarning', () => {
  it('counts the images', () => {
    expect(
      outputsWarning([
        [0.5, 0.5],
        [NaN, NaN],
        [1, NaN],
      ]),
    ).toContain('for 2 of 3 images');
    expect(outputsWarning([Float32Array.of(0, 1)])).toBeNull();
  });
});
