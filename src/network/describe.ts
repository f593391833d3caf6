/** Computes output shapes, parameters and names of a network's layers, as Keras does, without building it. */
import { PupilaError } from '../core/errors';
import { type Message, message } from '../core/message';
import { sizeText } from '../core/size-text';
import type { LayerSpec, LayerType, NetworkSpec } from './layer-spec';
import { places } from './window';

/** Why a layer cannot be built. */
export type LayerProblem =
  'needs-picture' | 'needs-vector' | 'window-too-large' | 'bad-integer' | 'bad-rate' | 'too-large';

/** Maximum memory of a network, in bytes. */
const MEMORY = 2 ** 31;
const GIBIBYTE = 2 ** 30;
/** Bytes in training: per parameter (its value and Adam's two moments), and per value of a picture's feature maps. */
const BYTES = { parameter: 12, value: 4 };

/** A layer and its position. */
interface Place {
  /** Index of the layer; −1 for the input. */
  index: number;
  type: LayerType | 'InputLayer';
  /** Keras's name: `conv2d_1`. */
  name: string;
}

/**
 * The error for a layer that cannot be built: 'invalid-argument' with the layer and the reason.
 *
 * @example
 * try {
 *   describeNetwork(network);
 * } catch (error) {
 *   if (error instanceof ImpossibleLayer) console.log(error.index, error.problem);
 * }
 */
export class ImpossibleLayer extends PupilaError {
  /** Index of the layer; −1 for the input. */
  readonly index: number;
  readonly layer: LayerType | 'InputLayer';
  /** Keras's name: `conv2d_1`. */
  readonly layerName: string;

  /** @internal Thrown by `describeNetwork` and `buildNetwork`. */
  constructor(
    { index, type, name }: Place,
    readonly problem: LayerProblem,
    /** The offending input: a shape, the name and value of an argument, or the memory required. */
    readonly received: string,
    /** The memory required, in GiB; null for other problems. */
    readonly gibibytes: number | null = null,
    /** @internal What a text about the problem names: `received`, or its parts. */
    readonly parts: readonly string[] = [received],
  ) {
    const rules: Record<LayerProblem, Message> = {
      'needs-picture': message`${type} must receive (height, width, channels).`,
      'needs-vector': message`A network must end in a vector; Flatten makes one.`,
      'window-too-large': message`The window of ${type} must fit into its input.`,
      'bad-integer': message`The numbers of ${type} must be positive integers.`,
      'bad-rate': message`The rate of ${type} must be at least 0 and below 1.`,
      'too-large': message`A network must fit into 2 GiB: ${BYTES.parameter} bytes per parameter, ${BYTES.value} per value of a picture’s maps.`,
    };
    super('invalid-argument', message`${rules[problem]} Received: layer=${name}, ${received}`);
    this.index = index;
    this.layer = type;
    this.layerName = name;
  }
}

/** One layer as in Keras's `summary()`. Shapes do not include the batch. */
export interface LayerRow {
  /** Keras's name: `conv2d_1`. */
  name: string;
  type: LayerType;
  inputShape: readonly number[];
  outputShape: readonly number[];
  /** All parameters, and the non-trainable ones among them. */
  params: number;
  fixed: number;
}

/**
 * Describes every layer.
 *
 * @throws {ImpossibleLayer} For the first layer that cannot be built.
 * @example
 * describeNetwork(courseNetwork()).reduce((sum, { params }) => sum + params, 0); // 5352281
 */
export function describeNetwork({ inputShape, layers }: NetworkSpec): LayerRow[] {
  const names = new Map<string, number>();
  let shape: readonly number[] = inputShape;
  let bytes = 0;
  return layers.map((layer, index) => {
    const place = { index, type: layer.type, name: nameOf(layer.type, names) };
    checkNumbers(layer, place);
    const outputShape = outputOf(layer, shape, place);
    const inputs = { inputShape: shape, outputShape };
    const params = paramsOf(layer, shape);
    bytes += BYTES.parameter * params.params + BYTES.value * product(outputShape);
    if (bytes > MEMORY) {
      const gibibytes = Math.ceil(bytes / GIBIBYTE);
      throw new ImpossibleLayer(place, 'too-large', `${gibibytes} GiB`, gibibytes);
    }
    shape = outputShape;
    return { name: place.name, type: layer.type, ...inputs, ...params };
  });
}

/** Formats a shape as Keras does: `(None, 148, 148, 36)`. */
export function shapeText(shape: readonly (number | null)[]): string {
  return `(${shape.map((side) => side ?? 'None').join(', ')}${shape.length === 1 ? ',' : ''})`;
}

/** Returns the next name of a type: `MaxPooling2D` → `max_pooling2d`, then `max_pooling2d_1`, … */
function nameOf(type: LayerType, names: Map<string, number>): string {
  const base = type.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toLowerCase();
  const number = names.get(base) ?? 0;
  names.set(base, number + 1);
  return number === 0 ? base : `${base}_${number}`;
}

const product = (shape: readonly number[]): number => shape.reduce((size, side) => size * side, 1);

function checkNumbers(layer: LayerSpec, place: Place): void {
  for (const [name, value] of Object.entries(layer)) {
    if (typeof value !== 'number') continue;
    const right = name === 'rate' ? value >= 0 && value < 1 : Number.isInteger(value) && value >= 1;
    const problem = name === 'rate' ? 'bad-rate' : 'bad-integer';
    if (!right) throw new ImpossibleLayer(place, problem, `${name}=${value}`);
  }
}

function outputOf(layer: LayerSpec, shape: readonly number[], place: Place): readonly number[] {
  const picture = (): [number, number, number] => {
    if (shape.length !== 3) {
      throw new ImpossibleLayer(place, 'needs-picture', shapeText([null, ...shape]));
    }
    return shape as [number, number, number];
  };
  switch (layer.type) {
    case 'Conv2D':
      return slid(layer, place, picture(), layer.kernelSize, layer.filters);
    case 'MaxPooling2D':
    case 'AveragePooling2D':
      return slid(layer, place, picture(), layer.poolSize, picture()[2]);
    case 'GlobalAveragePooling2D':
      return [picture()[2]];
    case 'Flatten':
      return [product(shape)];
    case 'Dense':
      return [...shape.slice(0, -1), layer.units];
    case 'Dropout':
    case 'BatchNormalization':
      return shape;
  }
}

function slid(
  layer: Extract<LayerSpec, { strides: number }>,
  place: Place,
  [height, width]: readonly [number, number, number],
  window: number,
  channels: number,
): readonly number[] {
  const side = (size: number): number => places(size, window, layer.strides, layer.padding);
  const output = [side(height), side(width), channels];
  if (output.every((size) => size >= 1)) return output;
  const parts = [sizeText(window, window), sizeText(height, width)];
  throw new ImpossibleLayer(place, 'window-too-large', parts.join(', '), null, parts);
}

function paramsOf(layer: LayerSpec, shape: readonly number[]): { params: number; fixed: number } {
  const channels = shape.at(-1) as number;
  switch (layer.type) {
    case 'Conv2D':
      return { params: (layer.kernelSize ** 2 * channels + 1) * layer.filters, fixed: 0 };
    case 'Dense':
      return { params: (channels + 1) * layer.units, fixed: 0 };
    case 'BatchNormalization':
      return { params: 4 * channels, fixed: 2 * channels };
    default:
      return { params: 0, fixed: 0 };
  }
}

/** The layer that Keras puts before the first one. */
export function inputRow(shape: readonly number[]): Omit<LayerRow, 'type'> & { type: 'InputLayer' } {
  return {
    name: 'input_layer',
    type: 'InputLayer',
    inputShape: shape,
    outputShape: shape,
    params: 0,
    fixed: 0,
  };
}

/** @throws {ImpossibleLayer} If the network's output is not a vector. */
export function checkOutput(rows: readonly LayerRow[], inputShape: readonly number[]): void {
  const { outputShape, ...last } = rows.at(-1) ?? inputRow(inputShape);
  if (outputShape.length === 1) return;
  const place = { ...last, index: rows.length - 1 };
  throw new ImpossibleLayer(place, 'needs-vector', shapeText([null, ...outputShape]));
}
