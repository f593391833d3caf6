/** The location of each layer's weights in Keras 3's `model.weights.h5`, for reading and writing. */
import type { layers } from '@tensorflow/tfjs-layers';

type Layer = layers.Layer;

/**
 * Returns the HDF5 group of each layer's weights, named after its class and numbered in the model's order:
 * `layers/conv2d/vars`, `layers/conv2d_1/vars`, …
 */
export function weightGroups(layers: readonly Layer[]): { layer: Layer; group: string }[] {
  const counts = new Map<string, number>();
  return layers.map((layer) => {
    const kind = snakeCase(layer.getClassName());
    const count = counts.get(kind) ?? 0;
    counts.set(kind, count + 1);
    return { layer, group: `layers/${count === 0 ? kind : `${kind}_${count}`}/vars` };
  });
}

/** Keras's `to_snake_case`: Conv2D → conv2d, MaxPooling2D → max_pooling2d. */
function snakeCase(name: string): string {
  return name
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}
