import { expect, it } from 'vitest';
import { resolveLoss } from '../options/resolve-loss';
import { lossAfterFit } from './fit-output';

it('has the loss of a softmax for more than two classes, with the arguments of the one before', () => {
  const binary = resolveLoss({ name: 'binary_crossentropy', labelSmoothing: 0.1, fromLogits: true });
  const categorical = resolveLoss({ name: 'categorical_crossentropy', labelSmoothing: 0.1 });
  expect(lossAfterFit(binary, 3)).toEqual(categorical);
  expect(lossAfterFit(binary, 2)).toEqual({ ...binary, fromLogits: false });
  const focal = resolveLoss({ name: 'binary_focal_crossentropy', gamma: 3, applyClassBalancing: true });
  expect(lossAfterFit(focal, 4)).toEqual(resolveLoss({ name: 'categorical_focal_crossentropy', gamma: 3 }));
});

it('leaves a loss that fits', () => {
  for (const loss of ['mean_squared_error', 'categorical_crossentropy', 'huber', 'hinge'] as const)
    expect(lossAfterFit(resolveLoss(loss), 3)).toEqual(resolveLoss(loss));
});
