/** Layers in training as Keras has them, where tfjs-layers has something else: for the length of a call. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { layersOf } from '../models/model-layers';
import { mix } from '../plan/mix';

/** Layers that draw from their `seed`, which is not part of tfjs-layers' public types: the same at every call. */
const DROPOUTS: readonly string[] = ['Dropout', 'SpatialDropout1D'];

/**
 * What `compute` gives while a frozen BatchNormalization takes its moving statistics and leaves them as they are, and
 * what dropout leaves out follows from `key`.
 */
export function asKerasTrains<T>(model: LayersModel, key: number, compute: () => T): T {
  const undo = layersOf(model).map(({ layer, trainable }, place) => {
    const kind = layer.getClassName();
    if (kind === 'BatchNormalization' && !trainable) return inferring(layer);
    return DROPOUTS.includes(kind) ? seeded(layer as { seed?: number }, mix(key, place)) : null;
  });
  try {
    return compute();
  } finally {
    undo.forEach((each) => each?.());
  }
}

type Layer = LayersModel['layers'][number];

/** Has a layer compute as it does when it does not train; gives what undoes it. */
function inferring(layer: Layer): () => void {
  const call = layer.call.bind(layer);
  layer.call = (inputs, kwargs) => call(inputs, { ...kwargs, training: false });
  // The class's own comes to light again.
  return () => delete (layer as Partial<Layer>).call;
}

/** Gives a layer a seed; gives what puts back its own, which its config says. */
function seeded(layer: { seed?: number | undefined }, seed: number): () => void {
  const own = layer.seed;
  layer.seed = seed;
  return () => (layer.seed = own);
}
