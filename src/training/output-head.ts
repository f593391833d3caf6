/**
 * The end of a model: the sigmoid or softmax that makes probabilities of its logits. Losses are computed from logits, as
 * Keras on TensorFlow does, because a saturated activation has no gradient.
 */
import { type Tensor, type Tensor2D, sigmoid, softmax } from '@tensorflow/tfjs-core';
import { type LayersModel, layers as tfjsLayers } from '@tensorflow/tfjs-layers';

import { PupilaError, withReceived } from '../core/errors';
import { message } from '../core/message';
import type { OutputHead } from '../options/new-head';
import type { Head } from './head';

type Layer = LayersModel['layers'][number];

/** The `activation` of a tfjs-layers layer; not part of its public types. */
interface Activation {
  getClassName(): string;
}
interface Activated {
  activation?: Activation;
}

const linear = (): Activation =>
  (tfjsLayers.activation({ activation: 'linear' }) as unknown as Required<Activated>).activation;

/** Returns the layer that computes a model's output, at any depth, and the number of outputs. */
export function outputLayer(model: LayersModel): { layer: Layer; units: number } {
  const [output, ...more] = model.outputs;
  if (!output || more.length > 0 || output.shape.length !== 2 || output.shape[1] === null) {
    throw new PupilaError(
      'output-mismatch',
      withReceived(message`A model to train must have one output of shape (batch, units).`, {
        outputs: model.outputShape,
      }),
    );
  }
  let layer = output.sourceLayer;
  for (let inner = layer as Partial<LayersModel>; inner.outputs; inner = layer as Partial<LayersModel>)
    layer = (inner.outputs[0] as typeof output).sourceLayer;
  return { layer, units: output.shape[1] as number };
}

/** Returns the last activation of a model and its number of outputs. @throws {PupilaError} 'output-mismatch'. */
export function outputHead(model: LayersModel): OutputHead {
  const { layer, units } = outputLayer(model);
  if (layer.getClassName() === 'Softmax') return { activation: 'softmax', units };
  return { activation: (layer as Activated).activation?.getClassName() ?? 'linear', units };
}

/**
 * Returns what `withoutActivation` leaves out. A layer that is used more than once keeps its activation, because the other
 * uses need it.
 */
export function removableHead(model: LayersModel): Head {
  const { activation } = outputHead(model);
  const isShared = outputLayer(model).layer.inboundNodes.length > 1;
  return (activation === 'sigmoid' || activation === 'softmax') && !isShared ? activation : 'linear';
}

/** Runs `compute` with the model's sigmoid or softmax at the end removed, and returns its result. */
export function withoutActivation<T>(model: LayersModel, compute: () => T): T {
  const { layer } = outputLayer(model);
  if (removableHead(model) === 'linear') return compute();
  // A Softmax layer has no activation: its whole call is one.
  const holder = layer as unknown as { activation?: unknown; call?: unknown };
  const name = layer.getClassName() === 'Softmax' ? 'call' : 'activation';
  const isOwn = Object.hasOwn(holder, name);
  const original = holder[name];
  holder[name] = name === 'activation' ? linear() : (inputs: Tensor | Tensor[]) => [inputs].flat()[0];
  try {
    return compute();
  } finally {
    if (isOwn) holder[name] = original;
    else delete holder[name];
  }
}

/** Returns the outputs for logits. */
export function applyHead(head: Head, logits: Tensor2D): Tensor2D {
  if (head === 'linear') return logits;
  return head === 'sigmoid' ? sigmoid(logits) : softmax(logits);
}
