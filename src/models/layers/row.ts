/** How Keras writes a layer in a file: types and lists that the rows of the registry share. */

/** Plain JSON. */
export type Json = Record<string, unknown>;

/** A layer that Pupila reads and writes. Names of arguments are Keras's. */
export interface LayerRow {
  /** Class name in Keras and in tfjs-layers. */
  readonly name: string;
  /** Python module of a class outside of `keras.layers`. Keras writes the class also as the registered name. */
  readonly module?: string;
  /** Arguments that the layer follows, besides `name`, `trainable` and `dtype`. */
  readonly follows?: readonly string[];
  /** Values that Keras writes where the layer's config has none, because tfjs-layers' own class has no such argument. */
  readonly defaults?: Json;
  /** The supported values of arguments that have others in Keras. */
  readonly choices?: Readonly<Record<string, readonly string[]>>;
  /** Arguments with a single supported value. Keras writes them. */
  readonly fixed?: Json;
  /** Arguments with a single supported value that only some versions of Keras know, so they are not written. */
  readonly optional?: Json;
  /** Arguments that change no result, whatever their value. */
  readonly ignored?: readonly string[];
  /** Names that differ, from Keras's to tfjs-layers'. */
  readonly renamed?: Readonly<Record<string, string>>;
  /** Whether the layer computes otherwise in training than in inference. */
  readonly hasTrainingMode?: boolean;
  /** Whether Keras saves the input shape of the layer, in `build_config`. */
  readonly built?: boolean;
  /** Set for layers that Keras writes without `trainable`, and with the name of the dtype alone. */
  readonly isPlain?: boolean;
}

/** Arguments of a weight: `kernel_initializer`, `kernel_regularizer`, `kernel_constraint`. */
export const ofWeights = (...names: string[]): string[] =>
  names.flatMap((name) => ['initializer', 'regularizer', 'constraint'].map((kind) => `${name}_${kind}`));

/** Arguments that all convolutions have. */
export const CONVOLUTION: readonly string[] = [
  'kernel_size',
  'strides',
  'padding',
  'data_format',
  'dilation_rate',
  'activation',
  'use_bias',
  ...ofWeights('bias'),
];

/** Penalties on outputs, which no layer computes. */
export const NO_ACTIVITY_REGULARIZER: Json = { activity_regularizer: null };
