/** The layers of a model, including those of nested models. */
import type { LayersModel } from '@tensorflow/tfjs-layers';

type Layer = LayersModel['layers'][number];

/** A layer that computes something. */
export interface ModelLayer {
  layer: Layer;
  /** Whether it is trained. Everything inside a frozen model is frozen, as in Keras. */
  trainable: boolean;
  /**
   * Whether it computes as in inference while the model trains: it, or a model around it, is called with
   * `training=False`, or it is a frozen batch normalisation.
   */
  isInference: boolean;
}

/** Returns each layer of a model once, in the order of computation. */
export function layersOf(model: LayersModel): ModelLayer[] {
  const found = new Map<Layer, ModelLayer>();
  const visit = (layer: Layer, parent: Omit<ModelLayer, 'layer'>): void => {
    const { layers } = layer as Partial<LayersModel>;
    const trainable = parent.trainable && layer.trainable;
    const isFixed = parent.isInference || isCalledForInference(layer);
    if (layers) return layers.forEach((each) => visit(each, { trainable, isInference: isFixed }));
    const isInference = isFixed || (!trainable && layer.getClassName() === 'BatchNormalization');
    found.set(layer, { layer, trainable, isInference });
  };
  visit(model, { trainable: true, isInference: false });
  return [...found.values()];
}

/** Whether a layer's calls have `training=False`. A model that is read has it in all calls of a layer, or in none. */
export function isCalledForInference({ inboundNodes }: Layer): boolean {
  return inboundNodes.some(({ callArgs }) => (callArgs as { training?: boolean } | null)?.training === false);
}
