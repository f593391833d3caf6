import { describe, expect, it } from 'vitest';
import type { ClassMode } from '../core/types';
import type { Loss } from './loss-config';
import { resolveRunLoss } from './run-loss';

const sigmoid = { activation: 'sigmoid', units: 1 };
const softmax = (units: number) => ({ activation: 'softmax', units });
const logits = (units: number) => ({ activation: 'linear', units });
const options = (loss: Loss | null, classMode: ClassMode | null = null) => ({ loss, classMode });

describe('resolveRunLoss', () => {
  it.each([
    [sigmoid, 2, 'binary', 'binary_crossentropy', false],
    [softmax(2), 2, 'binary', 'sparse_categorical_crossentropy', false],
    [softmax(3), 3, 'categorical', 'categorical_crossentropy', false],
    [logits(1), 2, 'binary', 'binary_crossentropy', true],
    [logits(3), 3, 'categorical', 'categorical_crossentropy', true],
  ])('without a loss: %j for %i classes', (head, classes, classMode, name, fromLogits) => {
    expect(resolveRunLoss(head, classes, options(null))).toMatchObject({
      classMode,
      loss: { name, fromLogits },
    });
  });

  it.each<[object, number, Loss, ClassMode]>([
    [softmax(2), 2, 'categorical_crossentropy', 'categorical'],
    [softmax(2), 2, 'sparse_categorical_crossentropy', 'sparse'],
    [softmax(2), 2, 'binary_crossentropy', 'categorical'],
    [sigmoid, 2, 'mean_squared_error', 'binary'],
    [softmax(3), 3, 'mean_squared_error', 'categorical'],
    [logits(1), 2, 'hinge', 'binary'],
  ])('the labels follow the loss: %j, %i classes, %j', (head, classes, loss, classMode) => {
    expect(resolveRunLoss(head as typeof sigmoid, classes, options(loss)).classMode).toBe(classMode);
  });

  it('takes the same crossentropy for labels of the other format', () => {
    const given = options('categorical_crossentropy', 'binary');
    expect(resolveRunLoss(softmax(2), 2, given).loss.name).toBe('sparse_categorical_crossentropy');
    const sparse = options({ name: 'sparse_categorical_crossentropy', fromLogits: true }, 'categorical');
    expect(resolveRunLoss(logits(3), 3, sparse).loss).toEqual({
      name: 'categorical_crossentropy',
      fromLogits: true,
      labelSmoothing: 0,
    });
  });

  it('refuses labels that the loss cannot use', () => {
    const smooth = { name: 'categorical_crossentropy', labelSmoothing: 0.1 } as const;
    expect(() => resolveRunLoss(softmax(2), 2, options(smooth, 'binary'))).toThrow(
      "`classMode` must be 'categorical' for categorical_crossentropy. Received: classMode=binary",
    );
  });

  it.each([
    [sigmoid, 3, 'binary_crossentropy'],
    [softmax(3), 2, 'categorical_crossentropy'],
    [softmax(3), 2, null],
  ] as const)('refuses outputs that do not fit: %j, %i classes, %s', (head, classes, loss) => {
    expect(() => resolveRunLoss(head, classes, options(loss))).toThrow(/^A model .* Received: units=/);
  });

  it('refuses a loss that needs an output for each class', () => {
    expect(() => resolveRunLoss(sigmoid, 2, options('categorical_crossentropy'))).toThrow(
      'The loss categorical_crossentropy needs a model with one output per class; binary_crossentropy takes one output for two. Received: units=1, classes=2',
    );
  });

  it('refuses an activation without a crossentropy', () => {
    expect(() => resolveRunLoss({ activation: 'relu', units: 2 }, 2, options(null))).toThrow(
      'A classifier must end in sigmoid, in softmax, or in logits without an activation. Received: activation=relu',
    );
  });
});
