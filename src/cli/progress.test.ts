import { describe, expect, it } from 'vitest';
import { outcome } from './progress';

describe('outcome', () => {
  const history = { loss: [0.7, 0.6], accuracy: [0.5, 0.75] };

  it('lists the measured values, without validation if there was none', () => {
    expect(outcome({ stopped: false, stoppedAt: null, history })).toBe('done: loss 0.6000 · accuracy 0.7500');
    const validated = { ...history, val_loss: [0.9], val_accuracy: [0.25] };
    expect(outcome({ stopped: true, stoppedAt: null, history: validated })).toBe(
      'stopped: loss 0.6000 · accuracy 0.7500 · val_loss 0.9000 · val_accuracy 0.2500',
    );
  });

  it('lists other metrics', () => {
    const measured = { ...history, auc: [0.1, 0.8], val_auc: [0.3], learning_rate: [0.1] };
    expect(outcome({ stopped: false, stoppedAt: null, history: measured })).toBe(
      'done: loss 0.6000 · accuracy 0.7500 · auc 0.8000 · val_auc 0.3000',
    );
  });

  it('names the step at which a run was stopped', () => {
    const stoppedAt = { epoch: 1, step: 3, loss: 0.6931, accuracy: 0.5 };
    expect(outcome({ stopped: true, stoppedAt, history: {} })).toBe(
      'stopped after step 3 of epoch 1: loss 0.6931 · accuracy 0.5000',
    );
  });
});
