/** Access to tfjs-layers' own layer classes, which it registers but does not export. */
import { type Tensor, serialization } from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';

/** A shape; null for the batch, or for a side of any size. */
export type Shape = (number | null)[];

/** Arguments of a layer's constructor, in camelCase. */
export type LayerArguments = serialization.ConfigDict;

/** The members of a tfjs-layers layer that its published types hide, and that our layers use. */
export interface StockLayer {
  built: boolean;
  inputSpec: unknown[] | null;
  getConfig(): LayerArguments;
  build(inputShape: Shape): void;
  call(inputs: Tensor | Tensor[], kwargs: CallArguments): Tensor;
  computeOutputShape(inputShape: Shape): Shape;
  addWeight(
    name: string,
    shape: Shape,
    dtype: null,
    initializer: unknown,
    regularizer?: unknown,
    trainable?: boolean,
    constraint?: unknown,
  ): Weight;
}

/** Arguments of a call. */
export interface CallArguments {
  training?: boolean;
}

/** A layer's variable. */
export interface Weight {
  read(): Tensor;
}

interface LayerClass<T> {
  new (config: LayerArguments): T;
  className: string;
}

/** tfjs-layers' class of a name. Modules that replace a class call it before they register theirs. */
export function stockLayer<T extends StockLayer = StockLayer>(name: string): LayerClass<T> {
  // Registered when tfjs-layers is loaded, which `Layer` makes sure of.
  if (name === 'Layer') return layers.Layer as unknown as LayerClass<T>;
  const [constructor] = serialization.SerializationMap.getMap().classNameMap[name] as unknown[];
  return constructor as LayerClass<T>;
}

/** Registers a layer, activation or constraint, in place of tfjs-layers' class of the same name. */
export function register(...classes: { className: string }[]): void {
  for (const each of classes)
    serialization.registerClass(each as unknown as Parameters<typeof serialization.registerClass>[0]);
}

/** Returns the only tensor of a layer with one input. */
export function onlyTensor(inputs: Tensor | Tensor[]): Tensor {
  return Array.isArray(inputs) ? (inputs[0] as Tensor) : inputs;
}
