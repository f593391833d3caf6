/** Removes a model's last activation for the duration of a call, so that losses receive logits. */
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import { type LayersModel, layers } from '@tensorflow/tfjs-layers';

import { PupilaError, withReceived } from '../core/errors';
import { message } from '../core/message';
import { type ClassMode, crossentropyOf } from '../core/types';
import type { LossName } from './losses';

/** The `activation` of a tfjs-layers layer; not part of its public types. */
interface Activation {
  getClassName(): string;
}
interface Activated {
  activation: Activation;
  getClassName(): string;
}

const linear = (): Activation =>
  (layers.activation({ activation: 'linear' }) as unknown as Activated).activation;

/** The last layer, its number of units, and the Keras name of its activation. */
function lastLayer(model: LayersModel): { layer: Activated; activation: string; units: number } {
  const layer = model.layers.at(-1) as unknown as Activated | undefined;
  const shape = model.outputs[0]?.shape;
  const activation = layer?.activation?.getClassName();
  if (!layer || !activation || model.outputs.length !== 1 || shape?.length !== 2) {
    throw new PupilaError(
      'output-mismatch',
      withReceived(
        message`A model to train must end in one Dense or Activation layer with outputs of shape (batch, units).`,
        { layer: layer?.getClassName() ?? 'none', outputs: model.outputShape },
      ),
    );
  }
  return { layer, activation, units: shape[1] as number };
}

/**
 * Selects the loss for a model's last activation and the labels.
 *
 * @throws {PupilaError} 'output-mismatch' if the activation has no crossentropy, or if the units do not fit the labels.
 */
export function lossFor(model: LayersModel, classMode: ClassMode, classes: number): LossName {
  const { activation, units } = lastLayer(model);
  if (activation === 'sigmoid') {
    const fits = classMode === 'categorical' ? units === classes : units === 1 && classes <= 2;
    if (!fits) throw outputMismatch(model, classMode, classes, units);
    return crossentropyOf(activation, classMode);
  }
  if (activation !== 'softmax') {
    throw new PupilaError(
      'output-mismatch',
      withReceived(message`A classifier must end in sigmoid or softmax.`, { activation }),
    );
  }
  if (units !== classes) throw outputMismatch(model, classMode, classes, units);
  return crossentropyOf(activation, classMode);
}

function outputMismatch(
  model: LayersModel,
  classMode: ClassMode,
  classes: number,
  units: number,
): PupilaError {
  const rule = message`A model must have one softmax unit per class, or one sigmoid unit for two classes.`;
  const received = { model: model.name, units, classes, classMode };
  return new PupilaError('output-mismatch', withReceived(rule, received));
}

/** Runs `compute` with the model's last activation removed, and returns its result. */
export function withoutActivation<T>(model: LayersModel, compute: () => T): T {
  const { layer } = lastLayer(model);
  const original = layer.activation;
  layer.activation = linear();
  try {
    return compute();
  } finally {
    layer.activation = original;
  }
}

/** Returns the model's logits. `training` switches dropout and batch normalisation to training mode. */
export function applyForLogits(model: LayersModel, x: Tensor, training: boolean): Tensor2D {
  return withoutActivation(model, () => model.apply(x, { training }) as Tensor2D);
}
