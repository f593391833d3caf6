/** Replaces the last layer of a model to fit other classes. */
import {
  type LayersModel,
  type SymbolicTensor,
  initializers,
  layers,
  model as modelOf,
} from '@tensorflow/tfjs-layers';
import { PupilaError } from '../core/errors';
import { message } from '../core/message';
import { LOSSES, type LossName, type ResolvedLoss } from '../options/loss-config';
import { outputFor } from '../network/output';

/** Returns whether `fitOutput` supports the model: it must have one output, produced by a Dense layer. */
export function canFitOutput(model: LayersModel): boolean {
  const [output, ...more] = model.outputs;
  return more.length === 0 && output?.shape.length === 2 && output.sourceLayer.getClassName() === 'Dense';
}

/**
 * Replaces the last layer by a new Dense layer: one sigmoid unit for two classes if the loss allows it, otherwise one
 * softmax unit per class.
 *
 * @param seed Seed of the new layer's weights. Default: random.
 * @param loss The loss it is trained with. Null (default): crossentropy.
 * @returns A model that shares all other layers, and their weights, with `model`. To free it while `model` is in use,
 *   dispose of its last layer only.
 * @throws {PupilaError} 'bad-model' if `canFitOutput` is false.
 * @example
 * const forThree = fitOutput(model, 3);
 */
export function fitOutput(
  model: LayersModel,
  classes: number,
  seed?: number,
  loss: LossName | null = null,
): LayersModel {
  if (!canFitOutput(model)) {
    throw new PupilaError(
      'bad-model',
      message`Only a last layer that is Dense, with outputs of shape (batch, units), can be replaced.`,
    );
  }
  const { sourceLayer, inputs } = model.outputs[0] as SymbolicTensor;
  const { units, activation } = outputFor(classes, loss);
  const kernelInitializer = initializers.glorotUniform(seed === undefined ? {} : { seed });
  const config = { ...sourceLayer.getConfig(), trainable: true, units, activation, kernelInitializer };
  const output = layers.dense(config).apply(inputs[0] as SymbolicTensor) as SymbolicTensor;
  return modelOf({ inputs: model.inputs, outputs: output, name: model.name });
}

/** Losses of one sigmoid unit, and those of a softmax in their place. */
const FOR_MORE_CLASSES: Partial<Record<LossName, LossName>> = {
  binary_crossentropy: 'categorical_crossentropy',
  binary_focal_crossentropy: 'categorical_focal_crossentropy',
};

/**
 * Returns the loss for a model after `fitOutput`, with the arguments of the one before that it has: that of a softmax for more
 * than two classes, and of probabilities, not of logits.
 */
export function lossAfterFit(loss: ResolvedLoss, classes: number): ResolvedLoss {
  const name = (classes > 2 && FOR_MORE_CLASSES[loss.name]) || loss.name;
  const { defaults } = LOSSES[name];
  const { name: _, ...before } = loss;
  const kept = Object.entries(before).filter(([key]) => key in defaults);
  const args = { ...defaults, ...Object.fromEntries(kept) };
  return { name, ...args, ...('fromLogits' in defaults && { fromLogits: false }) };
}
