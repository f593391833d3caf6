/** Overrides tfjs-layers' training behaviour with Keras's, for the duration of one call. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { layersOf } from '../models/model-layers';
import { mix } from '../plan/mix';

/**
 * Runs `compute` while layers that do not train in training mode, such as a frozen BatchNormalization, compute as in
 * inference, and all random draws are derived from `key`. Layers that draw have a `seed`, which tfjs-layers does not
 * expose in its types and reuses on every call.
 *
 * @returns The result of `compute`.
 */
export function asKerasTrains<T>(model: LayersModel, key: number, compute: () => T): T {
  const undo = layersOf(model).map(({ layer, isInference }, index) => {
    if (isInference) return useInferenceMode(layer);
    return 'seed' in layer ? useSeed(layer as { seed?: number }, mix(key, index)) : null;
  });
  try {
    return compute();
  } finally {
    undo.forEach((each) => each?.());
  }
}

type Layer = LayersModel['layers'][number];

/** Makes a layer compute as in inference. Returns a function that restores it. */
function useInferenceMode(layer: Layer): () => void {
  const call = layer.call.bind(layer);
  layer.call = (inputs, kwargs) => call(inputs, { ...kwargs, training: false });
  // Uncovers the class's own method.
  return () => delete (layer as Partial<Layer>).call;
}

/** Sets a layer's seed. Returns a function that restores the seed from its config. */
function useSeed(layer: { seed?: number | undefined }, seed: number): () => void {
  const original = layer.seed;
  layer.seed = seed;
  return () => (layer.seed = original);
}
