/**
 * Input gradient of a convolution: each pixel gathers from the output pixels whose windows contain it, over a depth of
 * taps × output channels. NHWC; a group of rows is four horizontally adjacent pixels. Overwrites, or adds.
 */
import { type ConvolutionShape, at, four } from './convolution-shape';
import { type Finished, belowBuffers, backpropFunction } from './finish';
import { FLOAT, type Kernel, type Operand, declare } from './kernel';
import { type OutputGradient, gradientBuffers, gradientFunction, pixelOrder } from './output-gradient';
import { type Side, productCode, productWorkgroups } from './product';
import { storeLine } from './store';
import { type Tile, type TileLimits, chooseTile } from './tile';

/** Arrays and sizes of the kernel. */
export interface InputGradient extends OutputGradient {
  shape: ConvolutionShape;
  kernel: Operand;
  dx: Operand;
  /** The stage below, whose dropout and activation the gradient passes through. */
  below: Finished | null;
  /** Whether the gradient is added to `dx` instead of overwriting it. Default false. */
  adds?: boolean;
  /** Number of images that the tile is chosen for. */
  images: number;
  limits: TileLimits;
  tile?: Tile;
}

export function inputGradient(options: InputGradient): Kernel {
  const { shape, kernel, dx, limits, below, adds = false } = options;
  const [height, width, channels] = shape.input;
  const outChannels = shape.output[2];
  const depth = shape.filter[0] * shape.filter[1] * outChannels;
  const across = Math.ceil(width / 4);
  const columnGroups = Math.ceil(channels / 4);
  const size = { rowGroups: options.images * height * across, columnGroups, depth };
  const tile = options.tile ?? chooseTile(size, limits, false);
  const { code, bindings } = declare({
    ...gradientBuffers(options),
    [kernel.buffer]: {},
    ...belowBuffers(below),
    [dx.buffer]: { write: true },
  });
  const product = {
    declarations: [code, gradientFunction(shape, options), backpropFunction(below)].join('\n'),
    tile,
    rowGroups: `params.images * ${height * across}u`,
    depth: `${depth}u`,
    columnGroups,
    part: null,
    left: pixelsSide(shape, across),
    right: {
      type: 'u32',
      along: 'depth' as const,
      group: '  return 4u * q;',
      load: `  let i = (k / ${outChannels}u * ${channels}u + g) * ${outChannels}u + k % ${outChannels}u;
  return ${four(kernel, 'i', outChannels)};`,
    },
    store: storeLine(
      across,
      [width, channels],
      (i, value) => `${at(dx, i)} ${adds ? '+=' : '='} backprop(${value}, ${i});`,
    ),
  };
  return {
    label: 'inputGradient',
    code: productCode(product),
    bindings,
    workgroups: (images) => productWorkgroups(product, images * height * across),
    work: (images) => ({
      flop: 2 * images * height * width * channels * depth,
      bytes:
        FLOAT *
        (images * height * width * channels +
          depth * channels +
          (images * pixelOrder(shape, options).perImage * outChannels) / (options.argmax ? 4 : 1)),
    }),
  };
}

function pixelsSide(shape: ConvolutionShape, across: number): Side {
  const [strideHeight, strideWidth] = shape.strides;
  const height = shape.input[0];
  const outChannels = shape.output[2];
  const value = (i: number): string => {
    const x = `(left + ${i})`;
    return `select(0.0, gradientAt(g.x, oy, ${x} / ${strideWidth}, o), ${x} >= 0 && ${x} % ${strideWidth} == 0)`;
  };
  const values =
    strideWidth === 1 ? 'gradientsAt(g.x, oy, left, o)' : `vec4f(${[0, 1, 2, 3].map(value).join(', ')})`;
  return {
    type: 'vec3i',
    along: 'depth',
    group: `  let line = i32(q / ${across}u);
  return vec3i(line / ${height}, line % ${height}, i32(q % ${across}u) * 4);`,
    load: `  let o = k % ${outChannels}u;
  let tap = i32(k / ${outChannels}u);
  let up = g.y + ${shape.top} - tap / ${shape.filter[1]} * ${shape.dilations[0]};
  let left = g.z + ${shape.left} - tap % ${shape.filter[1]} * ${shape.dilations[1]};
  ${strideHeight === 1 ? '' : `if (up < 0 || up % ${strideHeight} != 0) { return vec4f(); }`}
  let oy = up / ${strideHeight};
  return ${values};`,
  };
}
