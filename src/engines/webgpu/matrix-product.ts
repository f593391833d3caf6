/**
 * Matrix products in each of tfjs's layouts: y = activation(a · b + bias), with either operand transposed or not.
 * Row-major. Overwrites.
 *
 * The sum of a single product may be split into parts, which `sumParts` adds. Several products are computed as one whose
 * parts are not added: their depths are concatenated, each padded to whole steps of the tile.
 */
import type { Activation } from '../../plan/stages';
import { at, four } from './convolution-shape';
import { finishFunction } from './finish';
import { FLOAT, type Operand, type Operation, declare } from './kernel';
import { type Side, productCode, productWorkgroups } from './product';
import { storeMatrix } from './store';
import { storeParts, sumParts } from './sum-parts';
import { type Tile, type TileLimits, chooseTile, splitDepth } from './tile';

/** Sizes of one product, and the number of products. */
export interface MatrixShape {
  rows: number;
  depth: number;
  columns: number;
  /** Whether a is depth × rows. */
  transposeA: boolean;
  /** Whether b is columns × depth. */
  transposeB: boolean;
  products: number;
  /** Whether all products share the same a, or b. */
  sharedA: boolean;
  sharedB: boolean;
}

/** Arrays and sizes of the kernel. */
export interface MatrixProduct {
  shape: MatrixShape;
  activation: Activation;
  a: Operand;
  b: Operand;
  bias: Operand | null;
  y: Operand;
  /** Buffer of the parts, if the sum is split. */
  partials: Operand;
  limits: TileLimits;
  tile?: Tile;
}

export function matrixProduct(options: MatrixProduct): Operation {
  const { shape, activation, bias, y, partials } = options;
  const { rows, depth, columns, products } = shape;
  const { tile, part, parts } = split(options);
  const isWhole = products > 1 || parts === 1;
  const result = isWhole ? y : partials;
  const { code, bindings } = declare({
    [options.a.buffer]: {},
    [options.b.buffer]: {},
    ...(isWhole && bias && { [bias.buffer]: {} }),
    [result.buffer]: { write: true },
  });
  const product = {
    declarations: `${code}\n${finishFunction({ activation, dropout: null })}`,
    tile,
    part: parts === 1 ? null : part,
    rowGroups: `${Math.ceil(rows / 4)}u`,
    columnGroups: Math.ceil(columns / 4),
    depth: `${products > 1 ? products * part : depth}u`,
    left: leftSide(options, part),
    right: rightSide(options, part),
    store: isWhole ? storeFinished(options) : storeParts(result, rows, columns),
  };
  const kernel = {
    label: 'matrixProduct',
    code: productCode(product),
    bindings,
    workgroups: () => productWorkgroups(product, Math.ceil(rows / 4), parts),
    work: () => ({
      flop: 2 * products * rows * depth * columns,
      bytes: FLOAT * (products * (rows * depth + depth * columns) + parts * rows * columns),
    }),
  };
  if (isWhole) return { kernels: [kernel], partials: 0 };
  const size = rows * columns;
  const sum = sumParts({
    parts: { size, part, depth, isFixed: true, maxCount: parts },
    partials,
    result: y,
    bias,
    columns,
    activation,
  });
  return { kernels: [kernel, sum], partials: parts * size };
}

function storeFinished({ shape: { rows, columns }, bias, y }: MatrixProduct): string {
  const store = (index: string, value: string, column: string): string =>
    `${at(y, index)} = finish(${bias ? `${value} + ${at(bias, column)}` : value}, ${index});`;
  return storeMatrix(`${rows}u`, columns, store, `split * ${rows}u`);
}

/** Returns the tile, the length of a part of the sum, and the number of parts. Several products are one part each. */
function split({ shape, limits, tile: given }: MatrixProduct): { tile: Tile; part: number; parts: number } {
  const { rows, depth, columns, products } = shape;
  const size = { rowGroups: Math.ceil(rows / 4), columnGroups: Math.ceil(columns / 4), depth };
  const all = { ...size, rowGroups: size.rowGroups * products };
  const tile = given ?? chooseTile(all, limits, products === 1);
  if (products > 1) return { tile, part: Math.ceil(depth / tile.depth) * tile.depth, parts: products };
  const part = splitDepth(tile, size);
  return { tile, part, parts: Math.ceil(depth / part) };
}

function leftSide({ shape, a }: MatrixProduct, part: number): Side {
  const { rows, depth, transposeA, sharedA, products } = shape;
  const batch = { part: products > 1 ? part : null, depth, size: sharedA ? 0 : rows * depth };
  return transposeA ? columnsSide(a, rows, batch) : rowsSide(a, depth, batch);
}

function rightSide({ shape, b }: MatrixProduct, part: number): Side {
  const { columns, depth, transposeB, sharedB, products } = shape;
  const batch = { part: products > 1 ? part : null, depth, size: sharedB ? 0 : columns * depth };
  return transposeB ? rowsSide(b, depth, batch) : columnsSide(b, columns, batch);
}

/** Position of a matrix among those of several products; `part` is null for a single product. */
interface BatchLayout {
  part: number | null;
  depth: number;
  /** Number of values from one matrix to the next. */
  size: number;
}

const SINGLE: BatchLayout = { part: null, depth: 0, size: 0 };

/** Rows of a row-major matrix, four at a time, read along the depth. */
export function rowsSide(matrix: Operand, width: number, batch = SINGLE): Side {
  return {
    type: 'u32',
    along: 'depth',
    group: `  return 4u * q * ${width}u;`,
    load: loadInBatch(batch, (k, first) => four(matrix, `${first}g + ${k}`, width)),
  };
}

/** Columns of a row-major matrix (depth × width), four at a time. */
export function columnsSide(matrix: Operand, width: number, batch = SINGLE): Side {
  return {
    type: 'u32',
    along: 'group',
    group: '  return 4u * q;',
    load: loadInBatch(batch, (k, first) => four(matrix, `${first}${k} * ${width}u + g`, 1)),
  };
}

/**
 * @param read Returns WGSL of four values at depth `k`. `first` is the offset of the matrix with a trailing plus, or
 * empty.
 */
function loadInBatch({ part, depth, size }: BatchLayout, read: (k: string, first: string) => string): string {
  if (part === null) return `  return ${read('k', '')};`;
  return `  let inside = k % ${part}u;
  if (inside >= ${depth}u) { return vec4f(); }
  let first = k / ${part}u * ${size}u;
  return ${read('inside', 'first + ')};`;
}
