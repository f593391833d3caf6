/** The location of each layer's weights in Keras 3's `model.weights.h5`, for reading and writing. */
import type { LayersModel, layers } from '@tensorflow/tfjs-layers';

type Layer = layers.Layer;

/** The HDF5 group of a layer or of a nested model. */
export interface WeightGroup {
  path: string;
  layer: Layer;
  /** Whether the layer is a model, whose weights are in groups of their own. */
  isModel: boolean;
}

/**
 * Returns the groups of the layers of a model and of nested models, named after their classes and numbered in the order
 * of their model: `layers/conv2d/vars`, `layers/conv2d_1/vars`, `layers/functional/layers/conv2d/vars`, …
 */
export function weightGroups(layers: readonly Layer[], parent = ''): WeightGroup[] {
  const counts = new Map<string, number>();
  return layers.flatMap((layer) => {
    const { layers: inner } = layer as Partial<LayersModel>;
    // In Keras an operation is no layer.
    if (layer.getClassName() === 'Operation') return [];
    const kind = kerasSnakeCase(inner ? kerasModelClass(layer) : layer.getClassName());
    const count = counts.get(kind) ?? 0;
    counts.set(kind, count + 1);
    const path = `${parent}layers/${count === 0 ? kind : `${kind}_${count}`}`;
    const group = { path: `${path}/vars`, layer, isModel: Boolean(inner) };
    return [...(inner ? weightGroups(inner, `${path}/`) : []), group];
  });
}

/** Keras's class name of a model. */
export function kerasModelClass(model: Layer): 'Sequential' | 'Functional' {
  return model.getClassName() === 'Sequential' ? 'Sequential' : 'Functional';
}

/** Keras's `to_snake_case`: Conv2D → conv2d, MaxPooling2D → max_pooling2d. */
export function kerasSnakeCase(name: string): string {
  return name
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}
