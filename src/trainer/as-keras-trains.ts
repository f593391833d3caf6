/** Layers in training as Keras has them, where tfjs-layers has something else: for the length of a call. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { layersOf } from './model-layers';

/** What `compute` gives while a frozen BatchNormalization takes its moving statistics, and leaves them as they are. */
export function asKerasTrains<T>(model: LayersModel, compute: () => T): T {
  const frozen = layersOf(model)
    .filter(({ layer, trainable }) => !trainable && layer.getClassName() === 'BatchNormalization')
    .map(({ layer }) => ({ layer, call: layer.call.bind(layer) }));
  for (const { layer, call } of frozen) {
    layer.call = (inputs, kwargs) => call(inputs, { ...kwargs, training: false });
  }
  try {
    return compute();
  } finally {
    // The class's own comes to light again.
    for (const { layer } of frozen) delete (layer as Partial<typeof layer>).call;
  }
}
