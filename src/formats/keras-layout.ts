/** Where Keras 3 keeps a layer's weights inside of `model.weights.h5`: shared by reading and writing. */
import type { layers } from '@tensorflow/tfjs-layers';

type Layer = layers.Layer;

/**
 * The group of each layer's weights, by its class, counted in the model's order: `layers/conv2d/vars`,
 * `layers/conv2d_1/vars`, …
 */
export function weightGroups(layers: readonly Layer[]): { layer: Layer; group: string }[] {
  const seen = new Map<string, number>();
  return layers.map((layer) => {
    const kind = snakeCase(layer.getClassName());
    const count = seen.get(kind) ?? 0;
    seen.set(kind, count + 1);
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
