import { describe, expect, it } from 'vitest';
import { unfinishedEpoch } from './unfinished-epoch';

describe('unfinishedEpoch', () => {
  const steps = { loss: [4, 3, 2, 1], accuracy: [0.5, 0.5, 0.25, 0.75] };

  it('returns the step and the means so far', () => {
    const history = { loss: [3.5], accuracy: [0.5] };
    expect(unfinishedEpoch({ history, steps }, 2)).toEqual({ epoch: 2, step: 2, loss: 1.5, accuracy: 0.5 });
    expect(unfinishedEpoch({ history: {}, steps }, 9)).toMatchObject({ epoch: 1, step: 4, loss: 2.5 });
  });

  it('counts the epochs of an earlier run', () => {
    const steps = { loss: [4, 2], accuracy: [0, 1] };
    expect(unfinishedEpoch({ history: {}, steps }, 3, 10)).toEqual({
      epoch: 11,
      step: 2,
      loss: 3,
      accuracy: 0.5,
    });
  });

  it('returns null after complete epochs', () => {
    expect(unfinishedEpoch({ history: { loss: [3.5, 1.5] }, steps }, 2)).toBeNull();
  });
});
