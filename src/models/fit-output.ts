/** A model whose last layer is made anew for other classes. */
import {
  type LayersModel,
  type SymbolicTensor,
  initializers,
  layers,
  model as modelOf,
} from '@tensorflow/tfjs-layers';
import { PupilaError } from '../core/errors';
import { outputFor } from '../network/output';

/** Whether `fitOutput` can be used: the model has one output, which a Dense layer makes. */
export function canFitOutput(model: LayersModel): boolean {
  const [output, ...more] = model.outputs;
  return more.length === 0 && output?.shape.length === 2 && output.sourceLayer.getClassName() === 'Dense';
}

/**
 * Puts a new Dense layer in the place of the last: one sigmoid unit for two classes, a softmax unit a class for more.
 *
 * @param seed Seed of the new layer's weights; default: random.
 * @returns A model that shares all other layers, and their weights, with `model`. To free it while `model` is in use,
 *   dispose of its last layer alone.
 * @throws {PupilaError} 'bad-model' where `canFitOutput` is false.
 * @example
 * const forThree = fitOutput(model, 3);
 */
export function fitOutput(model: LayersModel, classes: number, seed?: number): LayersModel {
  if (!canFitOutput(model)) {
    throw new PupilaError(
      'bad-model',
      'A last layer that can be made anew is Dense, of shape (batch, units).',
    );
  }
  const { sourceLayer, inputs } = model.outputs[0] as SymbolicTensor;
  const { units, activation } = outputFor(classes);
  const kernelInitializer = initializers.glorotUniform(seed === undefined ? {} : { seed });
  const config = { ...sourceLayer.getConfig(), trainable: true, units, activation, kernelInitializer };
  const output = layers.dense(config).apply(inputs[0] as SymbolicTensor) as SymbolicTensor;
  return modelOf({ inputs: model.inputs, outputs: output, name: model.name });
}
