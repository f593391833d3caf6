/** Calls layers as Keras trains them, where tfjs-layers' training behaviour differs. */
import type { Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { layersOf } from '../models/model-layers';
import { mix } from '../plan/mix';
import type { Layer } from '../models/layer-uses';
import type { CallLayer } from './layer-by-layer';

/**
 * Returns what calls a layer of a model in training: layers that do not train in training mode, such as a frozen
 * BatchNormalization, compute as in inference, and all random draws are derived from `key`.
 */
export function asKerasTrains(model: LayersModel, key: number): CallLayer {
  const calls = new Map(
    layersOf(model).map(({ layer, isInference }, index) => [
      layer,
      (inputs: Tensor[]) =>
        withSeed(layer, mix(key, index), () => layer.apply(inputs, { training: !isInference })),
    ]),
  );
  // What copies a tensor is no layer of the model (`separateInputs`).
  return (layer, inputs) => (calls.get(layer)?.(inputs) ?? layer.apply(inputs)) as Tensor | Tensor[];
}

/**
 * Runs `compute` with another seed of a layer that draws. Such a layer has a `seed`, which tfjs-layers does not expose in
 * its types and reuses on every call.
 */
function withSeed<T>(layer: Layer & { seed?: number | undefined }, seed: number, compute: () => T): T {
  if (!('seed' in layer)) return compute();
  const original = layer.seed;
  layer.seed = seed;
  try {
    return compute();
  } finally {
    layer.seed = original;
  }
}
