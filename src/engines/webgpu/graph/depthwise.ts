/**
 * Depthwise convolution and its gradients, one thread for each value. NHWC, filter (height, width, in, multiplier): output
 * channel c · multiplier + m belongs to input channel c.
 */
import { type ConvolutionShape, at } from '../convolution-shape';
import { FLOAT, FOLD, type Kernel, type Operand, declare, fold } from '../kernel';
import type { Parts } from '../sum-parts';
import { type Target, eachValue, volume } from './each-value';

/** Threads of a workgroup, and of all that keep a large GPU busy. */
const THREADS = 64;
const BUSY = 65536;
/** Fewest pixels that a thread sums. */
const FEWEST_PIXELS = 32;

/** Output channels for each input channel. */
const multiplierOf = ({ input, output }: ConvolutionShape): number => output[2] / input[2];

export function depthwise(
  shape: ConvolutionShape,
  { x, kernel, bias, y }: { x: Operand; kernel: Operand; bias: Operand | null; y: Operand },
): Kernel {
  const { input, output, filter, strides, dilations, top, left } = shape;
  const [height, width, channels] = input;
  const outChannels = output[2];
  return eachValue({
    ...{ label: 'depthwise', threads: volume(output), writes: y },
    reads: [x, kernel, ...(bias ? [bias] : [])],
    values: 2 * filter[0] * filter[1],
    body: `  let o = i % ${outChannels}u;
  let column = i32(i / ${outChannels}u % ${output[1]}u) * ${strides[1]} - ${left};
  let row = i32(i / ${output[1] * outChannels}u % ${output[0]}u) * ${strides[0]} - ${top};
  let image = i32(i / ${volume(output)}u);
  var sum = ${bias ? at(bias, 'o') : '0.0'};
  for (var fy = 0; fy < ${filter[0]}; fy++) {
    let iy = row + fy * ${dilations[0]};
    if (iy < 0 || iy >= ${height}) { continue; }
    for (var fx = 0; fx < ${filter[1]}; fx++) {
      let ix = column + fx * ${dilations[1]};
      if (ix < 0 || ix >= ${width}) { continue; }
      let pixel = u32((image * ${height} + iy) * ${width} + ix);
      sum += ${at(x, `pixel * ${channels}u + o / ${multiplierOf(shape)}u`)} * ${at(kernel, `u32(fy * ${filter[1]} + fx) * ${outChannels}u + o`)};
    }
  }
  ${at(y, 'i')} = sum;`,
  });
}

/** Each pixel gathers from the outputs whose windows contain it. */
export function depthwiseInputGradient(
  shape: ConvolutionShape,
  dy: Operand,
  kernel: Operand,
  target: Target,
): Kernel {
  const { input, output, filter, strides, dilations, top, left } = shape;
  const [height, width, channels] = input;
  const [outHeight, outWidth, outChannels] = output;
  const multiplier = multiplierOf(shape);
  const from = (position: string, stride: number, size: number): string =>
    `${position} < 0 || ${position} % ${stride} != 0 || ${position} / ${stride} >= ${size}`;
  return eachValue({
    ...{ label: 'depthwiseInputGradient', threads: volume(input), reads: [dy, kernel], writes: target.to },
    values: 2 * filter[0] * filter[1] * multiplier,
    body: `  let c = i % ${channels}u;
  let column = i32(i / ${channels}u % ${width}u) + ${left};
  let row = i32(i / ${width * channels}u % ${height}u) + ${top};
  let image = i32(i / ${volume(input)}u);
  var sum = 0.0;
  for (var fy = 0; fy < ${filter[0]}; fy++) {
    let down = row - fy * ${dilations[0]};
    if (${from('down', strides[0], outHeight)}) { continue; }
    for (var fx = 0; fx < ${filter[1]}; fx++) {
      let across = column - fx * ${dilations[1]};
      if (${from('across', strides[1], outWidth)}) { continue; }
      let pixel = u32((image * ${outHeight} + down / ${strides[0]}) * ${outWidth} + across / ${strides[1]});
      for (var o = c * ${multiplier}u; o < (c + 1u) * ${multiplier}u; o++) {
        sum += ${at(dy, `pixel * ${outChannels}u + o`)} * ${at(kernel, `u32(fy * ${filter[1]} + fx) * ${outChannels}u + o`)};
      }
    }
  }
  ${at(target.to, 'i')} ${target.adds ? '+=' : '='} sum;`,
  });
}

/**
 * Gradient of the filter, and with `bias` that of the bias as another row. The sum over the pixels of all images is divided
 * into parts.
 *
 * @param result Returns where to write: the gradient, or the array of the parts if there are several.
 */
export function depthwiseFilterGradient(
  shape: ConvolutionShape,
  options: { x: Operand; dy: Operand; bias: boolean; images: number; result(parts: Parts): Operand },
): { kernel: Kernel; parts: Parts } {
  const { x, dy, bias, images } = options;
  const { input, output, filter, strides, dilations, top, left } = shape;
  const [height, width, channels] = input;
  const [outHeight, outWidth, outChannels] = output;
  const taps = filter[0] * filter[1];
  const size = (taps + Number(bias)) * outChannels;
  const depth = outHeight * outWidth;
  const wanted = Math.ceil(BUSY / size);
  const part = Math.max(FEWEST_PIXELS, Math.ceil((images * depth) / wanted));
  const count = (some: number): number => Math.ceil((some * depth) / part);
  const parts: Parts = { size, part, depth, maxCount: count(images) };
  const result = options.result(parts);
  const { code, bindings } = declare({
    [x.buffer]: {},
    [dy.buffer]: {},
    [result.buffer]: { write: true },
  });
  const kernel: Kernel = {
    label: 'depthwiseFilterGradient',
    code: `${code}
@compute @workgroup_size(${THREADS})
fn main(@builtin(workgroup_id) id: vec3u, @builtin(local_invocation_index) t: u32) {
  let i = (id.x + id.y * ${FOLD}u) * ${THREADS}u + t;
  if (i >= ${size}u) { return; }
  let o = i % ${outChannels}u;
  let c = o / ${multiplierOf(shape)}u;
  let tap = i32(i / ${outChannels}u);
  let fy = tap / ${filter[1]} * ${dilations[0]} - ${top};
  let fx = tap % ${filter[1]} * ${dilations[1]} - ${left};
  let end = min((id.z + 1u) * ${part}u, params.images * ${depth}u);
  var sum = 0.0;
  for (var p = id.z * ${part}u; p < end; p++) {
    let g = ${at(dy, `p * ${outChannels}u + o`)};
    ${bias ? `if (tap == ${taps}) { sum += g; continue; }` : ''}
    let ix = i32(p % ${outWidth}u) * ${strides[1]} + fx;
    let iy = i32(p / ${outWidth}u % ${outHeight}u) * ${strides[0]} + fy;
    if (ix < 0 || ix >= ${width} || iy < 0 || iy >= ${height}) { continue; }
    let image = i32(p / ${depth}u);
    sum += g * ${at(x, `u32((image * ${height} + iy) * ${width} + ix) * ${channels}u + c`)};
  }
  ${at(result, `id.z * ${size}u + i`)} = sum;
}`,
    bindings,
    workgroups: (some) => [...fold(Math.ceil(size / THREADS)), count(some)],
    work: (some) => ({
      flop: 2 * some * depth * size,
      bytes: FLOAT * some * (volume(input) + volume(output)),
    }),
  };
  return { kernel, parts };
}
