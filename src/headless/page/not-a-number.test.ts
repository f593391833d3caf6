import { describe, expect, it } from 'vitest';
import { lossWarning } from './not-a-number';

describe('lossWarning', () => {
  it('counts steps and epochs from 1', () => {
    expect(lossWarning({ part: 'training', epoch: 2, step: 4, loss: NaN })).toBe(
      'The loss is not a number from step 5 on (epoch 3): the learning rate may be too high.',
    );
    expect(lossWarning({ part: 'training', epoch: 0, step: 0, loss: -Infinity })).toContain('is infinite');
    expect(lossWarning({ part: 'validation', epoch: 0, step: 0, loss: NaN })).toContain('validation data');
  });
});
