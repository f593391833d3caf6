/**
 * Convolution with bias, activation and dropout, without pooling: NHWC, filter (height, width, in, out), any stride,
 * padding and dilation. Overwrites the output. A group of rows is four horizontally adjacent output pixels.
 */
import type { Activation } from '../../plan/stages';
import { type ConvolutionShape, at, isPadded, pixelFunction, taps } from './convolution-shape';
import { filterSide } from './convolve-pooled';
import { type Dropout, finishFunction } from './finish';
import { FLOAT, type Kernel, type Operand, declare } from './kernel';
import { type Side, productCode, productWorkgroups } from './product';
import { storeLine } from './store';
import { type Tile, type TileLimits, chooseTile } from './tile';

/** Arrays and sizes of the kernel. */
export interface Convolve {
  shape: ConvolutionShape;
  activation: Activation;
  dropout?: Dropout | null;
  x: Operand;
  kernel: Operand;
  bias: Operand | null;
  y: Operand;
  /** Number of images that the tile is chosen for. */
  images: number;
  limits: TileLimits;
  tile?: Tile;
}

export function convolve(options: Convolve): Kernel {
  const { shape, x, kernel, bias, y, activation, dropout = null } = options;
  const [height, width, outChannels] = shape.output;
  const across = Math.ceil(width / 4);
  const columnGroups = Math.ceil(outChannels / 4);
  const size = { rowGroups: options.images * height * across, columnGroups, depth: taps(shape) };
  const tile = options.tile ?? chooseTile(size, options.limits, false);
  const { code, bindings } = declare({
    [x.buffer]: {},
    [kernel.buffer]: {},
    ...(bias && { [bias.buffer]: {} }),
    [y.buffer]: { write: true },
  });
  const product = {
    declarations: [code, pixelFunction(shape, x), finishFunction({ activation, dropout })].join('\n'),
    tile,
    rowGroups: `params.images * ${height * across}u`,
    depth: `${taps(shape)}u`,
    columnGroups,
    part: null,
    left: pixelsSide(shape, x, across),
    right: filterSide(kernel, outChannels),
    store: storeLine(across, [width, outChannels], (i, value, channel) => {
      const sum = bias ? `${value} + ${at(bias, channel)}` : value;
      return `${at(y, i)} = finish(${sum}, ${i});`;
    }),
  };
  return {
    label: 'convolve',
    code: productCode(product),
    bindings,
    workgroups: (images) => productWorkgroups(product, images * height * across),
    work: (images) => ({
      flop: 2 * images * height * width * outChannels * taps(shape),
      bytes:
        FLOAT *
        (images * (shape.input[0] * shape.input[1] * shape.input[2] + height * width * outChannels) +
          taps(shape) * outChannels),
    }),
  };
}

function pixelsSide(shape: ConvolutionShape, x: Operand, across: number): Side {
  const [height, width, channels] = shape.input;
  const outHeight = shape.output[0];
  const strideWidth = shape.strides[1];
  // The last group of a line may extend past the line, and past the image.
  const isSafe = !isPadded(shape) && shape.output[1] % 4 === 0;
  const values = [0, 1, 2, 3].map((i) =>
    isSafe
      ? at(x, `u32(i + ${i * strideWidth * channels})`)
      : `pixel(iy, ix + ${i * strideWidth}, i + ${i * strideWidth * channels})`,
  );
  return {
    type: 'vec3i',
    along: 'depth',
    group: `  let line = i32(q / ${across}u);
  let iy = line % ${outHeight} * ${shape.strides[0]} - ${shape.top};
  let ix = i32(q % ${across}u) * ${4 * strideWidth} - ${shape.left};
  return vec3i(((line / ${outHeight} * ${height} + iy) * ${width} + ix) * ${channels}, iy, ix);`,
    load: `  let tap = i32(k / ${channels}u);
  let fy = tap / ${shape.filter[1]} * ${shape.dilations[0]};
  let fx = tap % ${shape.filter[1]} * ${shape.dilations[1]};
  let iy = g.y + fy;
  let ix = g.z + fx;
  let i = g.x + (fy * ${width} + fx) * ${channels} + i32(k % ${channels}u);
  return vec4f(${values.join(', ')});`,
  };
}
