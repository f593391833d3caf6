/** The arrays that Keras's `flow` takes: validation, subsets, and the labels of a batch. */
import { invalidArgument } from '../../core/errors';
import { message } from '../../core/message';
import type { FlowOptions } from '../../options/flow-options';
import type { NumberArray } from '../../core/types';

/** Labels of any shape, with the number of images as first dimension; a list has one number per image. */
export type Labels = NumberArray | readonly number[];

/** Images and their labels, validated. */
export interface FlowArrays {
  x: NumberArray;
  y: NumberArray | null;
}

/**
 * Checks `x` and `y`, and returns the part that `subset` names. The validation part comes first, as in Keras.
 *
 * @throws {PupilaError} 'invalid-argument' for a wrong shape, a wrong number of labels, a subset without a split, or
 *   parts with different sets of labels.
 */
export function flowArrays(
  x: NumberArray,
  labels: Labels | null,
  { subset, ignoreClassSplit }: Pick<FlowOptions, 'subset' | 'ignoreClassSplit'>,
  validationSplit: number,
): FlowArrays {
  checkImages(x);
  const n = x.shape[0] as number;
  const y = labels && checkLabels(labels, n);
  if (subset === null) return { x, y };
  if (validationSplit === 0) {
    throw invalidArgument(message`\`subset\` needs a \`validation_split\`.`, { subset, validation_split: 0 });
  }
  const cut = Math.trunc(validationSplit * n);
  if (y && !ignoreClassSplit) checkHalves(rows(y, 0, cut), rows(y, cut, n));
  const half = (array: NumberArray): NumberArray =>
    subset === 'validation' ? rows(array, 0, cut) : rows(array, cut, n);
  return { x: half(x), y: y && half(y) };
}

/** @throws {PupilaError} 'invalid-argument' if `x` is not an array of images. */
export function checkImages(x: NumberArray): void {
  const { shape } = x;
  const isShape = Array.isArray(shape) && shape.every((side) => Number.isInteger(side) && side > 0);
  if (!isShape || shape.length !== 4 || ![1, 3, 4].includes(shape[3] as number)) {
    throw invalidArgument(message`\`x\` must have shape (images, height, width, 1, 3 or 4).`, { shape });
  }
  checkValues('x', x);
}

/** Returns the labels of the given images, one after the other, as float32. */
export function takeLabels(y: NumberArray, indices: Int32Array): Float32Array<ArrayBuffer> {
  const size = rowSize(y);
  const taken = new Float32Array(indices.length * size);
  indices.forEach((index, i) => taken.set(y.data.subarray(index * size, (index + 1) * size), i * size));
  return taken;
}

function checkLabels(labels: Labels, n: number): NumberArray {
  const y = 'shape' in labels ? labels : { shape: [labels.length], data: Float64Array.from(labels) };
  if (y.shape[0] !== n) {
    throw invalidArgument(message`\`x\` and \`y\` must have the same length.`, { x: n, y: y.shape[0] });
  }
  checkValues('y', y);
  return y;
}

function checkValues(name: string, { shape, data }: NumberArray): void {
  if (!ArrayBuffer.isView(data) || data instanceof DataView) {
    throw invalidArgument(message`The values of \`${name}\` must be a typed array.`, { data });
  }
  if (rowSize({ shape, data }) * (shape[0] as number) !== data.length) {
    throw invalidArgument(message`\`${name}\` must have as many values as its shape says.`, {
      shape,
      values: data.length,
    });
  }
}

/** Keras's check against arrays that are sorted by label. */
function checkHalves(validation: NumberArray, training: NumberArray): void {
  const distinct = ({ data }: NumberArray): number[] => [...new Set(data)].sort((a, b) => a - b);
  const [before, after] = [distinct(validation), distinct(training)];
  if (String(before) === String(after)) return;
  const rule = message`Both parts of a split must have the same labels; shuffle arrays that are sorted by label.`;
  throw invalidArgument(rule, { validation: before, training: after });
}

const rowSize = ({ shape }: NumberArray): number =>
  shape.slice(1).reduce((product, side) => product * side, 1);

/** Returns a copy of the rows, so that only these cross to the workers. */
function rows(array: NumberArray, from: number, to: number): NumberArray {
  const size = rowSize(array);
  return { shape: [to - from, ...array.shape.slice(1)], data: array.data.slice(from * size, to * size) };
}
