import { describe, expect, it } from 'vitest';
import { LOSSES, LOSS_NAMES, usableLoss } from '../options/loss-config';
import { resolveLoss } from '../options/resolve-loss';
import { lossObject, savedLoss } from './keras-loss';

const smooth = resolveLoss({ name: 'categorical_crossentropy', labelSmoothing: 0.1 });
const keras3 = {
  module: 'keras.losses',
  class_name: 'CategoricalCrossentropy',
  config: {
    name: 'categorical_crossentropy',
    reduction: 'sum_over_batch_size',
    from_logits: false,
    label_smoothing: 0.1,
    axis: -1,
  },
  registered_name: null,
};
const keras2 = {
  class_name: 'CategoricalCrossentropy',
  config: { ...keras3.config, reduction: 'auto', fn: 'f' },
};
const custom = { module: 'builtins', class_name: 'function', config: 'my_loss', registered_name: 'function' };

describe("a loss in Keras's words", () => {
  it.each(LOSS_NAMES)('is read as it is written: %s', (name) => {
    const byDefault = resolveLoss(name);
    expect(lossObject(name)).toBe(name);
    expect(savedLoss({ loss: name })).toEqual(byDefault);
    expect(savedLoss({ loss: { class_name: LOSSES[name].className, config: {} } })).toEqual(byDefault);
  });

  it('has an object if an argument is not the default', () => {
    expect(lossObject(smooth)).toMatchObject({
      class_name: 'CategoricalCrossentropy',
      module: 'keras.losses',
    });
    expect(savedLoss({ loss: lossObject(smooth) })).toEqual(smooth);
  });

  it.each([
    ['an object of Keras 3', keras3],
    ['an object of Keras 2', keras2],
    ['a list', [keras3]],
    ['by the name of the output', { dense: keras3 }],
  ])('is read from %s', (_, loss) => {
    expect(savedLoss({ loss, loss_weights: [1] })).toEqual(smooth);
  });

  it('is read from a function', () => {
    const loss = { module: 'builtins', class_name: 'function', config: 'mean_squared_error' };
    expect(savedLoss({ loss })).toEqual(resolveLoss('mean_squared_error'));
  });

  it.each([
    ['a function of the user', { loss: custom }, 'The loss of a file must be one that Pupila has.'],
    ['a class of the user', { loss: { ...keras3, module: 'my_losses' } }, 'must be one that Pupila has.'],
    [
      'an ignored class',
      { loss: { class_name: 'SparseCategoricalCrossentropy', config: { ignore_class: 0 } } },
      '`ignore_class` of SparseCategoricalCrossentropy must be null. Received: ignore_class=0',
    ],
    [
      'another reduction',
      { loss: { ...keras3, config: { reduction: 'sum' } } },
      '`reduction` of CategoricalCrossentropy must be sum_over_batch_size. Received: reduction=sum',
    ],
    [
      'an unknown argument',
      { loss: { class_name: 'Hinge', config: { margin: 2 } } },
      'Hinge has no argument `margin` in Pupila. Received: margin=2',
    ],
    ['a weight', { loss: 'mse', loss_weights: [0.5] }, '`loss_weights` must be 1, or be omitted.'],
    ['two losses', { loss: ['mse', 'mae'] }, 'The loss of a file must be one that Pupila has.'],
  ])('is refused with its name: %s', (_, compile, problem) => {
    const loss = savedLoss(compile);
    expect(usableLoss(loss)).toBeNull();
    expect(loss).toMatchObject({ name: null });
    expect(String((loss as { problem: { text: string } }).problem.text)).toContain(problem);
  });

  it('is null in a file that was not compiled', () => {
    expect(savedLoss(null)).toBeNull();
    expect(savedLoss({ loss: null })).toBeNull();
  });
});
