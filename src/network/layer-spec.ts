/**
 * A sequential network as plain data, which can be built, drawn, printed and edited. Layers and arguments have Keras's
 * names.
 */
import type { Padding } from './window';

/** Activation of a layer. */
export type Activation = 'linear' | 'relu' | 'sigmoid' | 'tanh' | 'softmax';
/** Activations that a layer can have. */
export const ACTIVATIONS: readonly Activation[] = ['linear', 'relu', 'sigmoid', 'tanh', 'softmax'];

/** `Conv2D`. Kernel size and strides are the same in both directions. */
export interface Conv2DSpec {
  type: 'Conv2D';
  filters: number;
  kernelSize: number;
  strides: number;
  padding: Padding;
  activation: Activation;
}

/** `MaxPooling2D`, `AveragePooling2D`. */
export interface Pooling2DSpec {
  type: 'MaxPooling2D' | 'AveragePooling2D';
  poolSize: number;
  strides: number;
  padding: Padding;
}

/** `Dense`. Takes a vector, or every pixel of a picture separately. */
export interface DenseSpec {
  type: 'Dense';
  units: number;
  activation: Activation;
}

/** `Dropout`. */
export interface DropoutSpec {
  type: 'Dropout';
  /** Share of the values to drop, 0 ≤ rate < 1. */
  rate: number;
}

/** Layers without arguments. */
export interface PlainSpec {
  type: 'Flatten' | 'GlobalAveragePooling2D' | 'BatchNormalization';
}

/** One layer with all its arguments. */
export type LayerSpec = Conv2DSpec | Pooling2DSpec | DenseSpec | DropoutSpec | PlainSpec;
/** Keras's class name of a layer. */
export type LayerType = LayerSpec['type'];

/**
 * A network: its input shape and its layers. Plain JSON.
 *
 * @example
 * const network: NetworkSpec = {
 *   inputShape: [32, 32, 3],
 *   layers: [
 *     { type: 'Conv2D', filters: 8, kernelSize: 3, strides: 1, padding: 'valid', activation: 'relu' },
 *     { type: 'Flatten' },
 *     { type: 'Dense', units: 1, activation: 'sigmoid' },
 *   ],
 * };
 */
export interface NetworkSpec {
  /** Height, width, channels. */
  readonly inputShape: readonly [number, number, number];
  readonly layers: readonly LayerSpec[];
}

/** A new layer of each type, with Keras's defaults where they exist. */
export const NEW_LAYERS: Readonly<Record<LayerType, LayerSpec>> = {
  Conv2D: { type: 'Conv2D', filters: 36, kernelSize: 3, strides: 1, padding: 'valid', activation: 'relu' },
  MaxPooling2D: { type: 'MaxPooling2D', poolSize: 2, strides: 2, padding: 'valid' },
  AveragePooling2D: { type: 'AveragePooling2D', poolSize: 2, strides: 2, padding: 'valid' },
  GlobalAveragePooling2D: { type: 'GlobalAveragePooling2D' },
  BatchNormalization: { type: 'BatchNormalization' },
  Dropout: { type: 'Dropout', rate: 0.5 },
  Flatten: { type: 'Flatten' },
  Dense: { type: 'Dense', units: 64, activation: 'relu' },
};

/**
 * Returns the course's network: 5,352,281 parameters for 150 × 150 pictures.
 *
 * @param inputShape Height, width, channels. Default [150, 150, 3].
 */
export function courseNetwork(inputShape: NetworkSpec['inputShape'] = [150, 150, 3]): NetworkSpec {
  const block = [NEW_LAYERS.Conv2D, NEW_LAYERS.MaxPooling2D];
  const head: LayerSpec[] = [
    NEW_LAYERS.Flatten,
    { type: 'Dense', units: 512, activation: 'relu' },
    { type: 'Dense', units: 1, activation: 'sigmoid' },
  ];
  return { inputShape, layers: [...block, ...block, ...block, ...head] };
}
