/**
 * A dense layer and its gradients: y = x · kernel + bias (images × inputs, inputs × units), row-major. All kernels
 * overwrite their output; the gradient of x may be added instead.
 *
 * The forward sum may be split into parts. With few images and thousands of inputs, a large GPU would otherwise be mostly
 * idle. `sumParts` then adds the parts, bias, activation and dropout.
 */
import { at, four } from './convolution-shape';
import { type Finished, belowBuffers, backpropFunction } from './finish';
import { FLOAT, type Kernel, type Operand, declare } from './kernel';
import { columnsSide, rowsSide } from './matrix-product';
import { type Product, productCode, productWorkgroups } from './product';
import { storeMatrix } from './store';
import { type Parts, storeParts } from './sum-parts';
import { type ProductShape, type Tile, type TileLimits, chooseTile, splitDepth } from './tile';

/** Sizes, and what determines the tile. */
export interface DenseShape {
  inputs: number;
  units: number;
  /** Maximum number of images in a batch. */
  images: number;
  limits: TileLimits;
  tile?: Tile;
}

const ROWS = '(params.images + 3u) / 4u';

/** The product without bias and activation, in parts. `sumParts` computes y from it. */
export function denseForward(
  shape: DenseShape,
  x: Operand,
  kernel: Operand,
  partials: Operand,
): { kernel: Kernel; parts: Parts } {
  const { inputs, units, images, limits } = shape;
  const size = groups(images, units, inputs);
  const tile = shape.tile ?? chooseTile(size, limits, true);
  const part = splitDepth(tile, size);
  const maxCount = Math.ceil(inputs / part);
  const { code, bindings } = declare({
    [x.buffer]: {},
    [kernel.buffer]: {},
    [partials.buffer]: { write: true },
  });
  const product: Product = {
    declarations: code,
    tile,
    rowGroups: ROWS,
    depth: `${inputs}u`,
    columnGroups: size.columnGroups,
    part,
    left: rowsSide(x, inputs),
    right: columnsSide(kernel, units),
    store: storeParts(partials, images, units),
  };
  return {
    kernel: {
      label: 'denseForward',
      code: productCode(product),
      bindings,
      workgroups: (count) => productWorkgroups(product, Math.ceil(count / 4), maxCount),
      work: (count) => work(count, units, inputs, count * inputs, inputs * units, maxCount * count * units),
    },
    parts: { size: images * units, part, depth: inputs, isFixed: true, maxCount },
  };
}

/**
 * @param below The stage below, whose dropout and activation the gradient passes through.
 * @param adds Whether the gradient is added to `dx` instead of overwriting it.
 */
export function denseInputGradient(
  shape: DenseShape,
  dy: Operand,
  kernel: Operand,
  dx: Operand,
  below: Finished | null,
  adds = false,
): Kernel {
  const { inputs, units, images, limits } = shape;
  const size = groups(images, inputs, units);
  const tile = shape.tile ?? chooseTile(size, limits, false);
  const { code, bindings } = declare({
    [dy.buffer]: {},
    [kernel.buffer]: {},
    ...belowBuffers(below),
    [dx.buffer]: { write: true },
  });
  const product: Product = {
    declarations: `${code}\n${backpropFunction(below)}`,
    tile,
    rowGroups: ROWS,
    depth: `${units}u`,
    columnGroups: size.columnGroups,
    part: null,
    left: rowsSide(dy, units),
    right: rowsSide(kernel, units),
    store: storeMatrix(
      'params.images',
      inputs,
      (i, value) => `${at(dx, i)} ${adds ? '+=' : '='} backprop(${value}, ${i});`,
    ),
  };
  return {
    label: 'denseInputGradient',
    code: productCode(product),
    bindings,
    workgroups: (count) => productWorkgroups(product, Math.ceil(count / 4)),
    work: (count) => work(count, inputs, units, count * units, inputs * units, count * inputs),
  };
}

/** Gradient of the kernel and, with `bias`, that of the bias as an additional row. */
export function denseKernelGradient(
  shape: DenseShape,
  x: Operand,
  dy: Operand,
  result: Operand,
  bias: boolean,
): Kernel {
  const { inputs, units, images, limits } = shape;
  const rows = inputs + Number(bias);
  const size = groups(rows, units, images);
  const tile = shape.tile ?? chooseTile(size, limits, false);
  const { code, bindings } = declare({ [x.buffer]: {}, [dy.buffer]: {}, [result.buffer]: { write: true } });
  const product: Product = {
    declarations: code,
    tile,
    rowGroups: `${size.rowGroups}u`,
    depth: 'params.images',
    part: null,
    columnGroups: size.columnGroups,
    left: {
      ...columnsSide(x, inputs),
      load: `  let m = vec4u(g) + vec4u(0u, 1u, 2u, 3u);
  return select(${four(x, `k * ${inputs}u + g`, 1)}, vec4f(1.0), m == vec4u(${inputs}u));`,
    },
    right: columnsSide(dy, units),
    store: storeParts(result, rows, units),
  };
  return {
    label: 'denseKernelGradient',
    code: productCode(product),
    bindings,
    workgroups: () => productWorkgroups(product, size.rowGroups),
    work: (count) => work(rows, units, count, count * inputs, count * units, rows * units),
  };
}

function groups(rows: number, columns: number, depth: number): ProductShape {
  return { rowGroups: Math.ceil(rows / 4), columnGroups: Math.ceil(columns / 4), depth };
}

function work(m: number, n: number, k: number, ...arrays: number[]): { flop: number; bytes: number } {
  return { flop: 2 * m * n * k, bytes: FLOAT * arrays.reduce((sum, size) => sum + size, 0) };
}
