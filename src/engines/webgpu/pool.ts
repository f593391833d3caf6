/**
 * Pooling with any window, strides and padding, and its gradient. Padding is not part of a window. The first of equal
 * maxima counts. NHWC, one thread per value. All kernels overwrite their output; the gradient may be added instead.
 */
import { type ConvolutionShape, at } from './convolution-shape';
import { type Finish, type Finished, finishFunction, belowBuffers, backpropFunction } from './finish';
import { FLOAT, FOLD, type Kernel, type Operand, declare, fold } from './kernel';

const THREADS = 64;

/** Arrays and sizes of both kernels. */
interface Pooling {
  /** The windows as a convolution's filter, with as many output as input channels. */
  shape: ConvolutionShape;
  pooling: 'max' | 'average';
  /** For max pooling, the pixel index of each maximum in its image. */
  argmax: Operand | null;
}

/** Forward pass. */
export interface Pool extends Pooling {
  x: Operand;
  y: Operand;
  dropout: Finish['dropout'];
}

/** Backward pass. */
export interface PoolGradient extends Pooling {
  dy: Operand;
  dx: Operand;
  /** The stage below, whose dropout and activation the gradient passes through. */
  below: Finished | null;
  /** Whether the gradient is added to `dx` instead of overwriting it. Default false. */
  adds?: boolean;
}

export function pool({ shape, pooling, argmax, x, y, dropout }: Pool): Kernel {
  const [height, width, channels] = shape.input;
  const { code, bindings } = declare({
    [x.buffer]: {},
    [y.buffer]: { write: true },
    ...(argmax && { [argmax.buffer]: { write: true, type: 'u32' } }),
  });
  const value = at(x, `u32((image * ${height * width} + pixel) * ${channels} + channel)`);
  const [each, result] = argmax
    ? [`if (count == 0 || ${value} > sum) { sum = ${value}; place = pixel; }`, 'sum']
    : [`sum += ${value};`, 'sum / f32(count)'];
  return {
    label: `${pooling}Pool`,
    code: `${code}
${finishFunction({ activation: 'linear', dropout })}
${head(shape.output)}
  let top = row * ${shape.strides[0]} - ${shape.top};
  let left = column * ${shape.strides[1]} - ${shape.left};
  var sum = 0.0;
  var count = 0;
  ${argmax ? 'var place = 0;' : ''}
  for (var iy = max(top, 0); iy < min(top + ${shape.filter[0]}, ${height}); iy++) {
    for (var ix = max(left, 0); ix < min(left + ${shape.filter[1]}, ${width}); ix++) {
      let pixel = iy * ${width} + ix;
      ${each}
      count++;
    }
  }
  ${at(y, 'i')} = finish(${result}, i);
  ${argmax ? `${at(argmax, 'i')} = u32(place);` : ''}
}`,
    bindings,
    ...cost(shape, shape.output, argmax !== null),
  };
}

/** Each pixel gathers from the windows that contain it. */
export function poolGradient({ shape, pooling, argmax, dy, dx, below, adds = false }: PoolGradient): Kernel {
  const [height, width, channels] = shape.input;
  const [outHeight, outWidth] = shape.output;
  const [filterHeight, filterWidth] = shape.filter;
  const [strideHeight, strideWidth] = shape.strides;
  const { code, bindings } = declare({
    [dy.buffer]: {},
    ...(argmax && { [argmax.buffer]: { type: 'u32' } }),
    ...belowBuffers(below),
    [dx.buffer]: { write: true },
  });
  const share = argmax
    ? `if (${at(argmax, 'o')} == u32(row * ${width} + column)) { sum += ${at(dy, 'o')}; }`
    : `sum += ${at(dy, 'o')} / f32(rows * inside(ox * ${strideWidth} - ${shape.left}, ${filterWidth}, ${width}));`;
  return {
    label: `${pooling}PoolGradient`,
    code: `${code}
${backpropFunction(below)}
/** Number of pixels inside the image of a window that begins at the given pixel. */
fn inside(begin: i32, length: i32, size: i32) -> i32 { return min(begin + length, size) - max(begin, 0); }
${head(shape.input)}
  let down = row + ${shape.top};
  let across = column + ${shape.left};
  var sum = 0.0;
  for (var oy = max(0, down - ${filterHeight} + ${strideHeight}) / ${strideHeight}; oy <= min(${outHeight - 1}, down / ${strideHeight}); oy++) {
    let rows = inside(oy * ${strideHeight} - ${shape.top}, ${filterHeight}, ${height});
    for (var ox = max(0, across - ${filterWidth} + ${strideWidth}) / ${strideWidth}; ox <= min(${outWidth - 1}, across / ${strideWidth}); ox++) {
      let o = u32(((image * ${outHeight} + oy) * ${outWidth} + ox) * ${channels} + channel);
      ${share}
    }
  }
  ${at(dx, 'i')} ${adds ? '+=' : '='} backprop(sum, i);
}`,
    bindings,
    ...cost(shape, shape.input, argmax !== null),
  };
}

/** Start of a shader with one thread per value of arrays of this shape: computes the value's position. */
function head([height, width, channels]: ConvolutionShape['output']): string {
  return `@compute @workgroup_size(${THREADS})
fn main(@builtin(workgroup_id) id: vec3u, @builtin(local_invocation_index) t: u32) {
  let i = (id.x + id.y * ${FOLD}u) * ${THREADS}u + t;
  if (i >= params.images * ${height * width * channels}u) { return; }
  let channel = i32(i % ${channels}u);
  let column = i32(i / ${channels}u) % ${width};
  let row = i32(i / ${width * channels}u) % ${height};
  let image = i32(i / ${height * width * channels}u);`;
}

function cost({ input, output, filter }: ConvolutionShape, threads: readonly number[], hasArgmax: boolean) {
  const volume = (sides: readonly number[]): number => sides.reduce((product, side) => product * side, 1);
  const [inputs, outputs] = [volume(input), volume(output)];
  return {
    workgroups: (images: number): [number, number, number] => [
      ...fold(Math.ceil((images * volume(threads)) / THREADS)),
      1,
    ],
    work: (images: number) => ({
      flop: images * outputs * filter[0] * filter[1],
      bytes: FLOAT * images * (inputs + (hasArgmax ? 2 : 1) * outputs),
    }),
  };
}
