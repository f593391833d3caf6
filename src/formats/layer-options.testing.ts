/** For tests only: Keras's options (fixtures/keras_options.py), and models of one layer with some of them. */
import { readJson } from '../data/golden.testing';
import type { Json } from '../models/layers/row';

/** The options of each class that is read, with their defaults, and the names of the others. */
interface Classes {
  read: Readonly<Record<string, Json>>;
  others: readonly string[];
}

/** What Keras writes. An object in place of a default is the name of its class. */
export const KERAS = readJson<{
  keras: string;
  activations: readonly string[];
  layers: Classes;
  optimizers: Classes;
  schedules: Classes;
  regularizers: Classes;
  constraints: Classes;
  initializers: Classes;
}>('fixtures/keras-options.json');

/** What a layer computes with options that are not the defaults (fixtures/layer_options.py). */
export interface LayerCase {
  layer: string;
  input_shape: number[];
  input_range: [number, number];
  options: Json;
  /** Whether the weights are those of the initializers. */
  is_fresh?: boolean;
  /** Of the output of an image. */
  shape: number[];
  y: number[];
  y_training?: number[];
  dx: number[];
  loss?: number[];
  after?: number[][];
}

export const LAYER_CASES = readJson<{ cases: LayerCase[] }>('fixtures/layer-options.json').cases;

/** Statistics of what a layer with random draws makes of a picture (fixtures/layer_draws.py). */
export interface DrawnCase {
  layer: string;
  input_range: [number, number];
  options: Json;
  mean: number[];
  deviation: number[];
  together: number[];
}

export const DRAWN_CASES = readJson<{ cases: DrawnCase[] }>('fixtures/layer-draws.json').cases;

/** Returns the numbers of `wave` in layer_options.py. */
export const wave = (shape: readonly number[], salt: number): Float32Array<ArrayBuffer> =>
  Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) =>
    Math.sin(12.9898 * (i + 1) + salt),
  );

/** Returns an object as Keras serializes it. */
export const keras = (module: string, class_name: string, config: Json): Json => ({
  module,
  class_name,
  config,
  registered_name: null,
});

/** Returns a layer as Keras writes it. Options that are not given have Keras's defaults. */
export function layerJson(layer: string, options: Json): Json {
  const config: Json = { name: 'layer', ...KERAS.layers.read[layer] };
  for (const [key, value] of Object.entries(config))
    if (key.endsWith('_initializer'))
      config[key] = keras(
        'keras.initializers',
        value as string,
        KERAS.initializers.read[value as string] ?? {},
      );
  return keras('keras.layers', layer, { ...config, ...options });
}

const MERGING = ['Add', 'Average', 'Concatenate', 'Maximum', 'Minimum', 'Multiply', 'Subtract'];

/** Returns the config of a model of one layer, followed by a Flatten. A merging layer gets the input and its double. */
export function modelJson(
  layer: string,
  options: Json,
  inputShape: readonly number[],
  input: Json = {},
): string {
  const batch_shape = [null, ...inputShape];
  const layers = [
    keras('keras.layers', 'InputLayer', { batch_shape, dtype: 'float32', name: 'input', ...input }),
    keras('keras.layers', 'Rescaling', { name: 'double', scale: 2, offset: 0 }),
    layerJson(layer, options),
    keras('keras.layers', 'Flatten', { name: 'flatten' }),
  ];
  if (!MERGING.includes(layer))
    return JSON.stringify(keras('keras', 'Sequential', { name: 'model', layers: layers.toSpliced(1, 1) }));
  const tensor = (name: string) => ({
    class_name: '__keras_tensor__',
    config: { shape: batch_shape, dtype: 'float32', keras_history: [name, 0, 0] },
  });
  const args = [[], [tensor('input')], [[tensor('input'), tensor('double')]], [tensor('layer')]];
  const nodes = layers.map((each, i) => ({
    ...each,
    name: (each['config'] as Json)['name'],
    inbound_nodes: i === 0 ? [] : [{ args: args[i], kwargs: {} }],
  }));
  const ends = { input_layers: [['input', 0, 0]], output_layers: [['flatten', 0, 0]] };
  return JSON.stringify(keras('keras', 'Functional', { name: 'model', layers: nodes, ...ends }));
}
