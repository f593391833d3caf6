/** Lists the layers of a model, including those of nested models. */
import type { LayersModel } from '@tensorflow/tfjs-layers';

type Layer = LayersModel['layers'][number];

/** A layer that computes something. */
export interface ModelLayer {
  layer: Layer;
  /** Whether it is trained. Everything inside a frozen model is frozen, as in Keras. */
  trainable: boolean;
}

/** Returns each layer of a model once, in the order of computation. */
export function layersOf(model: LayersModel): ModelLayer[] {
  const found = new Map<Layer, boolean>();
  const visit = (layer: Layer, isLearning: boolean): void => {
    const { layers } = layer as Partial<LayersModel>;
    const trainable = isLearning && layer.trainable;
    if (layers) layers.forEach((each) => visit(each, trainable));
    else found.set(layer, trainable);
  };
  visit(model, true);
  return Array.from(found, ([layer, trainable]) => ({ layer, trainable }));
}
