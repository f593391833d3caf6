/**
 * Gradient of a convolution's filter and bias: taps × output channels, summed over the pixels of all images. The bias
 * is an additional row: a tap with the constant input 1. NHWC. The sum is split into parts (split-K), which `sumParts`
 * adds in order; a single part is written directly. Overwrites.
 */
import { type ConvolutionShape, at, isPadded, pixelFunction, taps } from './convolution-shape';
import { FLOAT, type Kernel, type Operand, declare } from './kernel';
import { type OutputGradient, gradientBuffers, gradientVector, pixelOrder } from './output-gradient';
import { type Side, productCode, productWorkgroups } from './product';
import { type Parts, storeParts } from './sum-parts';
import { type Tile, type TileLimits, chooseTile, splitDepth } from './tile';

/** Arrays and sizes of the kernel. */
export interface FilterGradient extends OutputGradient {
  shape: ConvolutionShape;
  x: Operand;
  /** Whether to compute the bias gradient, which follows that of the filter in `result`. */
  bias: boolean;
  /** Returns where to write: the filter's gradient, or the buffer of parts if there are several. */
  result(parts: Parts): Operand;
  /** Number of images that tile and parts are chosen for. */
  images: number;
  limits: TileLimits;
  tile?: Tile;
}

/** Returns the kernel and how its sum is split. */
export function filterGradient(options: FilterGradient): { kernel: Kernel; parts: Parts } {
  const { shape, x, bias, limits } = options;
  const outChannels = shape.output[2];
  const rows = taps(shape) + Number(bias);
  const { perImage, decode } = pixelOrder(shape, options);
  const columnGroups = Math.ceil(outChannels / 4);
  const size = { rowGroups: Math.ceil(rows / 4), columnGroups, depth: options.images * perImage };
  const tile = options.tile ?? chooseTile(size, limits, true);
  const part = splitDepth(tile, size);
  const count = (images: number): number => Math.ceil((images * perImage) / part);
  const parts: Parts = {
    size: rows * outChannels,
    part,
    depth: perImage,
    maxCount: count(options.images),
  };
  const result = options.result(parts);
  const { code, bindings } = declare({
    [x.buffer]: {},
    ...gradientBuffers(options),
    [result.buffer]: { write: true },
  });
  const product = {
    declarations: `${code}
struct Taps { offset: vec4i, y: vec4i, x: vec4i, isBias: vec4<bool> }
${isPadded(shape) ? pixelFunction(shape, x) : ''}`,
    tile,
    rowGroups: `${size.rowGroups}u`,
    depth: `params.images * ${perImage}u`,
    columnGroups,
    part,
    left: tapsSide(shape, x, decode),
    right: {
      type: 'u32',
      along: 'group' as const,
      group: '  return 4u * q;',
      load: gradientVector(shape, options),
    },
    store: storeParts(result, rows, outChannels),
  };
  const kernel: Kernel = {
    label: 'filterGradient',
    code: productCode(product),
    bindings,
    workgroups: (images) => productWorkgroups(product, size.rowGroups, count(images)),
    work: (images) => ({
      flop: 2 * images * perImage * rows * outChannels,
      bytes:
        FLOAT * images * (shape.input[0] * shape.input[1] * shape.input[2] + (perImage * outChannels) / 4) +
        FLOAT * parts.size * count(images),
    }),
  };
  return { kernel, parts };
}

/** Rows are taps; the depth iterates over output pixels. */
function tapsSide(shape: ConvolutionShape, x: Operand, decode: string): Side {
  const [height, width, channels] = shape.input;
  const lanes = ['x', 'y', 'z', 'w'];
  const values = isPadded(shape)
    ? lanes.map((i) => `pixel(iy + g.y.${i}, ix + g.x.${i}, i + g.offset.${i})`)
    : lanes.map((i) => at(x, `u32(i + g.offset.${i})`));
  return {
    type: 'Taps',
    along: 'group',
    group: `  let m = vec4i(i32(4u * q)) + vec4i(0, 1, 2, 3);
  let tap = m / ${channels};
  let fy = tap / ${shape.filter[1]} * ${shape.dilations[0]};
  let fx = tap % ${shape.filter[1]} * ${shape.dilations[1]};
  return Taps((fy * ${width} + fx) * ${channels} + m % ${channels}, fy, fx, m == vec4i(${taps(shape)}));`,
    load: `${decode}
  let iy = oy * ${shape.strides[0]} - ${shape.top};
  let ix = ox * ${shape.strides[1]} - ${shape.left};
  let i = ((image * ${height} + iy) * ${width} + ix) * ${channels};
  return select(vec4f(${values.join(', ')}), vec4f(1.0), g.isBias);`,
  };
}
