/** Output shapes, parameters and names of a network's layers, as Keras gives them, without building it. */
import { PupilaError } from '../core/errors';
import type { LayerSpec, LayerType, NetworkSpec } from './layer-spec';
import { places } from './window';

/** Why a layer cannot be where it is. */
export type Problem = 'needs-picture' | 'needs-vector' | 'window-too-large' | 'bad-number';

/** A layer that cannot be built. */
export class ImpossibleLayer extends PupilaError {
  constructor(
    /** Its place among the layers. */
    readonly index: number,
    readonly layer: LayerType,
    readonly problem: Problem,
    /** What the layer was given: a shape, or the name and value of an argument. */
    readonly received: string,
  ) {
    const rules: Record<Problem, string> = {
      'needs-picture': `${layer} takes (height, width, channels).`,
      'needs-vector': `${layer} as the output takes a vector; put Flatten before it.`,
      'window-too-large': `The window of ${layer} fits into its input.`,
      'bad-number': `The numbers of ${layer} are integers from 1 up; a rate is from 0 to below 1.`,
    };
    super('invalid-argument', `${rules[problem]} Received: ${received}`);
  }
}

/** One layer as Keras's `summary()` tells of it. Shapes are without the batch. */
export interface LayerRow {
  /** As Keras names it: `conv2d_1`. */
  name: string;
  type: LayerType;
  inputShape: readonly number[];
  outputShape: readonly number[];
  /** All parameters, and those that training leaves alone. */
  params: number;
  fixed: number;
}

/**
 * Describes every layer.
 *
 * @throws {ImpossibleLayer} for the first layer that cannot be built.
 * @example
 * describeNetwork(courseNetwork()).reduce((sum, { params }) => sum + params, 0); // 5352281
 */
export function describeNetwork({ inputShape, layers }: NetworkSpec): LayerRow[] {
  const names = new Map<string, number>();
  let shape: readonly number[] = inputShape;
  return layers.map((layer, index) => {
    checkNumbers(layer, index);
    const outputShape = outputOf(layer, shape, index);
    const row = { name: nameOf(layer.type, names), type: layer.type, inputShape: shape, outputShape };
    shape = outputShape;
    return { ...row, ...paramsOf(layer, row.inputShape) };
  });
}

/** Shape as Keras prints it: `(None, 148, 148, 36)`. */
export function shapeText(shape: readonly (number | null)[]): string {
  return `(${shape.map((side) => side ?? 'None').join(', ')}${shape.length === 1 ? ',' : ''})`;
}

/** `MaxPooling2D` → `max_pooling2d`, then `max_pooling2d_1`, … */
function nameOf(type: LayerType, names: Map<string, number>): string {
  const base = type.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toLowerCase();
  const number = names.get(base) ?? 0;
  names.set(base, number + 1);
  return number === 0 ? base : `${base}_${number}`;
}

function checkNumbers(layer: LayerSpec, index: number): void {
  for (const [name, value] of Object.entries(layer)) {
    if (typeof value !== 'number') continue;
    const right = name === 'rate' ? value >= 0 && value < 1 : Number.isInteger(value) && value >= 1;
    if (!right) throw new ImpossibleLayer(index, layer.type, 'bad-number', `${name}=${value}`);
  }
}

function outputOf(layer: LayerSpec, shape: readonly number[], index: number): readonly number[] {
  const picture = (): [number, number, number] => {
    if (shape.length !== 3) {
      throw new ImpossibleLayer(index, layer.type, 'needs-picture', shapeText([null, ...shape]));
    }
    return shape as [number, number, number];
  };
  switch (layer.type) {
    case 'Conv2D':
      return slid(layer, index, picture(), layer.kernelSize, layer.filters);
    case 'MaxPooling2D':
    case 'AveragePooling2D':
      return slid(layer, index, picture(), layer.poolSize, picture()[2]);
    case 'GlobalAveragePooling2D':
      return [picture()[2]];
    case 'Flatten':
      return [shape.reduce((size, side) => size * side, 1)];
    case 'Dense':
      return [...shape.slice(0, -1), layer.units];
    case 'Dropout':
    case 'BatchNormalization':
      return shape;
  }
}

function slid(
  layer: Extract<LayerSpec, { strides: number }>,
  index: number,
  [height, width]: readonly [number, number, number],
  window: number,
  channels: number,
): readonly number[] {
  const side = (size: number): number => places(size, window, layer.strides, layer.padding);
  const output = [side(height), side(width), channels];
  if (output.every((size) => size >= 1)) return output;
  throw new ImpossibleLayer(
    index,
    layer.type,
    'window-too-large',
    `${window} × ${window}, ${height} × ${width}`,
  );
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

/** @throws {ImpossibleLayer} unless the network's output is a vector. */
export function checkOutput(rows: readonly LayerRow[]): void {
  const last = rows.at(-1);
  if (last && last.outputShape.length !== 1) {
    const received = shapeText([null, ...last.outputShape]);
    throw new ImpossibleLayer(rows.length - 1, last.type, 'needs-vector', received);
  }
}
