/**
 * Convolution, bias, ReLU, 2 × 2 max pooling and dropout in one pass. The convolution's output never leaves the
 * registers. NHWC, filter (height, width, in, out). Overwrites the pooled values and the position of each maximum, one
 * byte per value: the first of equal maxima, or 4 where ReLU outputs 0. The rows of the product are pooled pixels with
 * four windows each.
 */
import {
  type ConvolutionShape,
  GRADIENT_BLOCKED,
  argmaxWords,
  at,
  four,
  isPadded,
  pixelFunction,
  pooledSize,
  taps,
} from './convolution-shape';
import { type Dropout, finishFunction } from './finish';
import { FLOAT, type Kernel, type Operand, declare } from './kernel';
import { type Side, productCode, productWorkgroups } from './product';
import { type Tile, type TileLimits, chooseTile } from './tile';

/** Arrays and sizes of the kernel. */
export interface ConvolvePooled {
  shape: ConvolutionShape;
  relu: boolean;
  dropout?: Dropout | null;
  x: Operand;
  kernel: Operand;
  bias: Operand | null;
  y: Operand;
  argmax: Operand;
  /** Number of images that the tile is chosen for. */
  images: number;
  limits: TileLimits;
  tile?: Tile;
}

export function convolvePooled(options: ConvolvePooled): Kernel {
  const { shape, x, kernel, bias, y, argmax, relu, dropout = null } = options;
  const [height, width] = pooledSize(shape);
  const outChannels = shape.output[2];
  const columnGroups = Math.ceil(outChannels / 4);
  const size = { rowGroups: options.images * height * width, columnGroups, depth: taps(shape) };
  const tile = options.tile ?? chooseTile(size, options.limits, false);
  const { code, bindings } = declare({
    [x.buffer]: {},
    [kernel.buffer]: {},
    ...(bias && { [bias.buffer]: {} }),
    [y.buffer]: { write: true },
    [argmax.buffer]: { write: true, type: 'u32' },
  });
  const product = {
    declarations: [
      code,
      isPadded(shape) ? pixelFunction(shape, x) : '',
      finishFunction({ activation: 'linear', dropout }),
    ].join('\n'),
    tile,
    rowGroups: `params.images * ${height * width}u`,
    depth: `${taps(shape)}u`,
    columnGroups,
    part: null,
    left: windowsSide(shape, x),
    right: filterSide(kernel, outChannels),
    store: storePooled(outChannels, relu, bias, y, argmax),
  };
  return {
    label: 'convolvePooled',
    code: productCode(product),
    bindings,
    workgroups: (images) => productWorkgroups(product, images * height * width),
    work: (images) => {
      const pixels = images * height * width;
      const values = images * shape.input[0] * shape.input[1] * shape.input[2];
      return {
        flop: 2 * 4 * pixels * outChannels * taps(shape),
        bytes:
          FLOAT * (values + taps(shape) * outChannels + pixels * (outChannels + argmaxWords(outChannels))),
      };
    },
  };
}

/** Rows are pooled pixels. The vector holds the four windows of a pooled pixel. */
function windowsSide(shape: ConvolutionShape, x: Operand): Side {
  const [height, width, channels] = shape.input;
  const [strideHeight, strideWidth] = shape.strides;
  const [pooledHeight, pooledWidth] = pooledSize(shape);
  const [down, right] = [strideHeight * width * channels, strideWidth * channels];
  const steps = [
    [0, 0, 0],
    [0, strideWidth, right],
    [strideHeight, 0, down],
    [strideHeight, strideWidth, down + right],
  ] as const;
  const values = isPadded(shape)
    ? steps.map(([dy, dx, step]) => `pixel(iy + ${dy}, ix + ${dx}, i + ${step})`)
    : steps.map(([, , step]) => at(x, `u32(i + ${step})`));
  return {
    type: 'vec3i',
    along: 'depth',
    group: `  let px = i32(q % ${pooledWidth}u);
  let line = i32(q / ${pooledWidth}u);
  let iy = line % ${pooledHeight} * ${2 * strideHeight} - ${shape.top};
  let ix = px * ${2 * strideWidth} - ${shape.left};
  return vec3i(((line / ${pooledHeight} * ${height} + iy) * ${width} + ix) * ${channels}, iy, ix);`,
    load: `  let tap = i32(k / ${channels}u);
  let fy = tap / ${shape.filter[1]} * ${shape.dilations[0]};
  let fx = tap % ${shape.filter[1]} * ${shape.dilations[1]};
  let iy = g.y + fy;
  let ix = g.z + fx;
  let i = g.x + (fy * ${width} + fx) * ${channels} + i32(k % ${channels}u);
  return vec4f(${values.join(', ')});`,
  };
}

/** The filter as a matrix (taps × output channels). */
export function filterSide(kernel: Operand, outChannels: number): Side {
  return {
    type: 'u32',
    along: 'group',
    group: '  return 4u * q;',
    load: `  let i = k * ${outChannels}u + g;
  return ${four(kernel, 'i', 1)};`,
  };
}

function storePooled(
  outChannels: number,
  relu: boolean,
  bias: Operand | null,
  y: Operand,
  argmax: Operand,
): string {
  const column = (i: number): string => `  if (4u * c + ${i}u < ${outChannels}u) {
    let v = v${i}${bias ? ` + vec4f(${at(bias, `4u * c + ${i}u`)})` : ''};
    var largest = v.x;
    var place = 0u;
    if (v.y > largest) { largest = v.y; place = 1u; }
    if (v.z > largest) { largest = v.z; place = 2u; }
    if (v.w > largest) { largest = v.w; place = 3u; }
    ${relu ? `if (largest <= 0.0) { largest = 0.0; place = ${GRADIENT_BLOCKED}u; }` : ''}
    let i${i} = q * ${outChannels}u + 4u * c + ${i}u;
    ${at(y, `i${i}`)} = finish(largest, i${i});
    places |= place << ${8 * i}u;
  }`;
  return `  var places = 0u;
${[0, 1, 2, 3].map(column).join('\n')}
  ${at(argmax, `q * ${argmaxWords(outChannels)}u + c`)} = places;`;
}
