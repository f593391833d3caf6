/** The layers of a model, also those of models that are layers of it. */
import type { LayersModel } from '@tensorflow/tfjs-layers';

type Layer = LayersModel['layers'][number];

/** A layer that computes. */
export interface ModelLayer {
  layer: Layer;
  /** Whether it learns: what is inside of a frozen model is frozen, as in Keras. */
  trainable: boolean;
}

/** Each layer of a model once, in the order in which they compute. */
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
