/** Kernels with one thread for each value of an array: activations, sums, products, copies. */
import type { ActivationFunction } from '../../../plan/graph/graph';
import type { ImageShape } from '../../../plan/stages';
import { at } from '../convolution-shape';
import { type Dropout, finishFunction, float } from '../finish';
import { FLOAT, FOLD, type Kernel, type Operand, declare, fold } from '../kernel';
import { activationFunctions } from './activation';

const THREADS = 64;

/** Where a kernel writes, and whether it adds to what is there instead of overwriting it. */
export interface Target {
  to: Operand;
  adds: boolean;
}

/** Number of values of an image. */
export function volume(shape: ImageShape): number {
  return shape[0] * shape[1] * shape[2];
}

/** What a thread does. */
interface EachValue {
  label: string;
  /** Threads for each image. */
  threads: number;
  reads: readonly Operand[];
  writes: Operand;
  /** Functions. */
  helpers?: string;
  /** Statements, which know the thread's number `i` among those of all images. */
  body: string;
  /** Values that a thread reads. Default: one of each operand. */
  values?: number;
}

export function eachValue({ label, threads, reads, writes, helpers = '', body, values }: EachValue): Kernel {
  const { code, bindings } = declare({
    ...Object.fromEntries(reads.map(({ buffer }) => [buffer, {}])),
    [writes.buffer]: { write: true },
  });
  const perThread = values ?? reads.length;
  return {
    label,
    code: `${code}
${helpers}
@compute @workgroup_size(${THREADS})
fn main(@builtin(workgroup_id) id: vec3u, @builtin(local_invocation_index) t: u32) {
  let i = (id.x + id.y * ${FOLD}u) * ${THREADS}u + t;
  if (i >= params.images * ${threads}u) { return; }
${body}
}`,
    bindings,
    workgroups: (images) => [...fold(Math.ceil((images * threads) / THREADS)), 1],
    work: (images) => ({
      flop: images * threads * perThread,
      bytes: FLOAT * images * threads * (perThread + 1),
    }),
  };
}

/** WGSL that writes a value. */
function write({ to, adds }: Target, index: string, value: string): string {
  return `  ${at(to, index)} ${adds ? '+=' : '='} ${value};`;
}

/** y = act(x). */
export function activate(shape: ImageShape, activation: ActivationFunction, x: Operand, y: Operand): Kernel {
  return eachValue({
    ...{ label: activation.name, threads: volume(shape), reads: [x], writes: y },
    helpers: activationFunctions(activation),
    body: write({ to: y, adds: false }, 'i', `activated(${at(x, 'i')})`),
  });
}

/** dx = dy · act'(x). */
export function activateGradient(
  shape: ImageShape,
  activation: ActivationFunction,
  x: Operand,
  dy: Operand,
  target: Target,
): Kernel {
  return eachValue({
    ...{ label: `${activation.name}Gradient`, threads: volume(shape), reads: [x, dy], writes: target.to },
    helpers: activationFunctions(activation),
    body: write(target, 'i', `${at(dy, 'i')} * slopeAt(${at(x, 'i')})`),
  });
}

/** y = x · scale + shift, with numbers for each channel. */
export function scale(
  shape: ImageShape,
  numbers: { scale: readonly number[]; shift: readonly number[] | null },
  x: Operand,
  target: Target,
): Kernel {
  const factor = perChannel('factors', numbers.scale);
  const term = numbers.shift && perChannel('terms', numbers.shift);
  const channel = `i % ${shape[2]}u`;
  return eachValue({
    ...{ label: 'scale', threads: volume(shape), reads: [x], writes: target.to },
    helpers: [factor.code, term?.code ?? ''].join('\n'),
    body: write(target, 'i', `${at(x, 'i')} * ${factor.at(channel)}${term ? ` + ${term.at(channel)}` : ''}`),
  });
}

/** WGSL of an array of numbers; of one number if all are equal. */
function perChannel(name: string, numbers: readonly number[]) {
  const [first = 0] = numbers;
  if (numbers.every((number) => number === first)) return { code: '', at: () => float(first) };
  const code = `const ${name} = array<f32, ${numbers.length}>(${numbers.map(float).join(', ')});`;
  return { code, at: (channel: string) => `${name}[${channel}]` };
}

/** y = Σ xᵢ · factorᵢ. */
export function sum(
  shape: ImageShape,
  terms: readonly { x: Operand; factor: number }[],
  target: Target,
): Kernel {
  const values = terms.map(({ x, factor }) =>
    factor === 1 ? at(x, 'i') : `${at(x, 'i')} * ${float(factor)}`,
  );
  return eachValue({
    ...{ label: 'sum', threads: volume(shape), reads: terms.map(({ x }) => x), writes: target.to },
    body: write(target, 'i', values.join(' + ')),
  });
}

/** y = a · b; with `isVector`, b has one number for each image and channel. */
export function multiply(
  shape: ImageShape,
  [a, b]: readonly [Operand, Operand],
  isVector: boolean,
  target: Target,
): Kernel {
  const [height, width, channels] = shape;
  const place = isVector ? `i / ${height * width * channels}u * ${channels}u + i % ${channels}u` : 'i';
  return eachValue({
    ...{ label: 'multiply', threads: volume(shape), reads: [a, b], writes: target.to },
    body: write(target, 'i', `${at(a, 'i')} * ${at(b, place)}`),
  });
}

/** Sum of a · b over the pixels of an image, for each channel. */
export function sumProducts(
  [height, width, channels]: ImageShape,
  [a, b]: readonly [Operand, Operand],
  target: Target,
): Kernel {
  const pixels = height * width;
  return eachValue({
    ...{ label: 'sumProducts', threads: channels, reads: [a, b], writes: target.to },
    body: `  let first = i / ${channels}u * ${pixels * channels}u + i % ${channels}u;
  var sum = 0.0;
  for (var j = first; j < first + ${pixels * channels}u; j += ${channels}u) { sum += ${at(a, 'j')} * ${at(b, 'j')}; }
${write(target, 'i', 'sum')}`,
    values: 2 * pixels,
  });
}

/** Some channels of an array: where they begin, and how many channels a pixel has. */
export interface Channels {
  array: Operand;
  first: number;
  channels: number;
}

/** Copies `count` channels of images of `pixels` pixels. */
export function copyChannels(
  pixels: number,
  count: number,
  from: Channels,
  to: Channels,
  adds: boolean,
): Kernel {
  const place = ({ first, channels }: Channels): string =>
    `i / ${count}u * ${channels}u + i % ${count}u + ${first}u`;
  return eachValue({
    ...{ label: 'copyChannels', threads: pixels * count, reads: [from.array], writes: to.array },
    body: write({ to: to.array, adds }, place(to), at(from.array, place(from))),
  });
}

/** Moves images down and to the right in images of another size: zeros come in, and pixels outside are cut off. */
export function move(
  [from, to]: readonly [ImageShape, ImageShape],
  top: number,
  left: number,
  x: Operand,
  target: Target,
): Kernel {
  const [height, width, channels] = to;
  return eachValue({
    ...{ label: 'move', threads: volume(to), reads: [x], writes: target.to },
    body: `  let column = i32(i / ${channels}u % ${width}u) - ${left};
  let row = i32(i / ${width * channels}u % ${height}u) - ${top};
  let image = i32(i / ${volume(to)}u);
  var value = 0.0;
  if (row >= 0 && row < ${from[0]} && column >= 0 && column < ${from[1]}) {
    value = ${at(x, `u32((image * ${from[0]} + row) * ${from[1]} + column) * ${channels}u + i % ${channels}u`)};
  }
${write(target, 'i', 'value')}`,
  });
}

/** Drops values out, or their gradients by the same mask. */
export function dropOut(shape: ImageShape, dropout: Dropout, x: Operand, target: Target): Kernel {
  return eachValue({
    ...{ label: 'dropOut', threads: volume(shape), reads: [x], writes: target.to },
    helpers: finishFunction({ activation: 'linear', dropout }),
    body: write(target, 'i', `finish(${at(x, 'i')}, i)`),
  });
}
