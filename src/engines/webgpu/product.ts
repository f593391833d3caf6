/**
 * The tiled product behind every convolution and dense layer: C = A · B. Each operation provides WGSL that reads a
 * vector of four rows of A (or four columns of B) at one depth, and WGSL that stores four by four results.
 *
 * A workgroup holds `tile.depth` steps of both sides in shared memory. Each thread sums its groups of four rows by four
 * columns in registers, and prefetches the next steps from memory before it computes the current ones. Sums run in a fixed
 * order. If `tile.lanes` is above 1, neighbours that share a row read one step each from workgroup memory and exchange it
 * through their subgroup. This assumes that lanes follow the order of `local_invocation_index`, as they do on every GPU
 * that has one-dimensional workgroups run.
 */
import { FOLD, fold } from './kernel';
import type { Tile } from './tile';

/** One side of a product. */
export interface Side {
  /** WGSL type of the precomputed state of a group of four rows (or columns), independent of the depth. */
  type: string;
  /** Body of `fn (q: u32) -> type`; `q` is in range. */
  group: string;
  /** Body of `fn (g: type, k: u32) -> vec4f`; `k` is in range. Values past the last row are ignored. */
  load: string;
  /** The direction in which memory is contiguous; neighbouring threads read along it. */
  along: 'depth' | 'group';
}

/** A product in WGSL. */
export interface Product {
  /** Bindings and helper functions. */
  declarations: string;
  tile: Tile;
  /** WGSL expressions, which may use `params`. */
  rowGroups: string;
  depth: string;
  columnGroups: number;
  /** Length of the parts that the depth is split into, a multiple of the tile's depth; null for no split. */
  part: number | null;
  left: Side;
  right: Side;
  /**
   * Body of `fn (q: u32, c: u32, split: u32, v0: vec4f, …, v3: vec4f)`: column 4c + i of the rows 4q … 4q + 3 is `vi`.
   */
  store: string;
}

/** Dispatch size: tiles of rows, folded, and tiles of columns times the parts of the sum. */
export function productWorkgroups(
  product: Pick<Product, 'tile' | 'columnGroups'>,
  rowGroups: number,
  parts = 1,
): [number, number, number] {
  const { threadRows, rows } = product.tile;
  return [...fold(Math.ceil(rowGroups / (threadRows * rows))), columnTiles(product) * parts];
}

/** Number of workgroups along the columns. */
function columnTiles({ tile, columnGroups }: Pick<Product, 'tile' | 'columnGroups'>): number {
  return Math.ceil(columnGroups / (tile.threadColumns * tile.columns));
}

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** Generates the shader. */
export function productCode(product: Product): string {
  const { tile, left, right, part } = product;
  const tileRows = tile.threadRows * tile.rows;
  const tileColumns = tile.threadColumns * tile.columns;
  const threads = tile.rows * tile.columns;
  const tiles = columnTiles(product);
  const [a, b] = [
    sideCode('left', left, tileRows, tile.depth, threads),
    sideCode('right', right, tileColumns, tile.depth, threads),
  ];
  const pairs = range(tile.threadRows).flatMap((i) => range(tile.threadColumns).map((j) => [i, j] as const));
  const each = (text: (i: number, j: number, column: number) => string): string =>
    pairs.flatMap(([i, j]) => range(4).map((column) => text(i, j, column))).join('\n    ');
  return `${tile.lanes > 1 ? 'enable subgroups;' : ''}
${product.declarations}
${a.declarations}
${b.declarations}
fn store(q: u32, c: u32, split: u32, v0: vec4f, v1: vec4f, v2: vec4f, v3: vec4f) {
${product.store}
}
@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) id: vec3u, @builtin(local_invocation_index) t: u32${tile.lanes > 1 ? ', @builtin(subgroup_invocation_id) lane: u32' : ''}) {
  let rowGroups = ${product.rowGroups};
  let leftFirst = (id.x + id.y * ${FOLD}u) * ${tileRows}u;
  let rightFirst = (id.z % ${tiles}u) * ${tileColumns}u;
  let leftLast = rowGroups - 1u;
  let rightLast = ${product.columnGroups - 1}u;
  let split = id.z / ${tiles}u;
  let begin = split * ${part ?? 0}u;
  let end = ${part === null ? product.depth : `min(${product.depth}, begin + ${part}u)`};
  let row = t / ${tile.columns}u;
  let column = t % ${tile.columns}u;
  ${each((i, j, c) => `var sum${i}${j}${c} = vec4f();`)}
  ${a.groups}
  ${b.groups}
  ${a.fetch('begin')}
  ${b.fetch('begin')}
  for (var k0 = begin; k0 < end; k0 += ${tile.depth}u) {
    workgroupBarrier();
    ${a.put}
    ${b.put}
    workgroupBarrier();
    ${a.fetch(`k0 + ${tile.depth}u`)}
    ${b.fetch(`k0 + ${tile.depth}u`)}
    ${stepsCode(
      tile,
      a.stride,
      b.stride,
      each((i, j, c) => `sum${i}${j}${c} = fma(a${i}, vec4f(b${j}[${c}]), sum${i}${j}${c});`),
    )}
  }
  ${pairs
    .map(([i, j]) => {
      const q = `leftFirst + row + ${i * tile.rows}u`;
      const c = `rightFirst + column + ${j * tile.columns}u`;
      const values = range(4).map((column) => `sum${i}${j}${column}`);
      return `if (${q} <= leftLast && ${c} <= rightLast) { store(${q}, ${c}, split, ${values.join(', ')}); }`;
    })
    .join('\n  ')}
}`;
}

/** Code of the steps between two barriers. */
function stepsCode(tile: Tile, leftStride: number, rightStride: number, sums: string): string {
  const { threadRows, threadColumns, rows, columns, depth, lanes } = tile;
  const left = (i: number, k: string): string => `leftTile[(${k}) * ${leftStride}u + row + ${i * rows}u]`;
  const lets = (count: number, text: (i: number) => string): string =>
    range(count).map(text).join('\n      ');
  const step = (a: (i: number) => string): string => `${lets(threadRows, (i) => `let a${i} = ${a(i)};`)}
      ${lets(threadColumns, (j) => `let b${j} = rightTile[k * ${rightStride}u + column + ${j * columns}u];`)}
      ${sums}`;
  if (lanes === 1) return `for (var k = 0u; k < ${depth}u; k++) { ${step((i) => left(i, 'k'))} }`;
  return `for (var first = 0u; first < ${depth}u; first += ${lanes}u) {
      ${lets(threadRows, (i) => `let held${i} = ${left(i, `first + lane % ${lanes}u`)};`)}
      for (var step = 0u; step < ${lanes}u; step++) {
        let k = first + step;
        ${step((i) => `subgroupShuffle(held${i}, lane - lane % ${lanes}u + step)`)}
      }
    }`;
}

/** Declarations and statements of one side. */
function sideCode(name: 'left' | 'right', side: Side, groups: number, depth: number, threads: number) {
  const count = groups * depth;
  const passes = range(Math.ceil(count / threads));
  // Padding avoids bank conflicts: threads that write along the depth would otherwise all use the same bank.
  const stride = side.along === 'depth' ? groups + 1 : groups;
  const at = (i: number): { k: string; q: string } => {
    const place = `(t + ${i * threads}u)`;
    return side.along === 'depth'
      ? { k: `${place} % ${depth}u`, q: `${place} / ${depth}u` }
      : { k: `${place} / ${groups}u`, q: `${place} % ${groups}u` };
  };
  const isWhole = (i: number): boolean => (i + 1) * threads <= count;
  const group = (i: number): string => `${name}Group(min(${name}First + ${at(i).q}, ${name}Last))`;
  const inTile = (i: number, text: string): string =>
    isWhole(i) ? text : `if (t + ${i * threads}u < ${count}u) { ${text} }`;
  return {
    stride,
    declarations: `var<workgroup> ${name}Tile: array<vec4f, ${stride * depth}>;
fn ${name}Group(q: u32) -> ${side.type} {
${side.group}
}
fn ${name}Load(g: ${side.type}, k: u32) -> vec4f {
${side.load}
}`,
    groups: passes
      .map((i) => `let ${name}Group${i} = ${group(i)}; var ${name}Next${i} = vec4f();`)
      .join('\n  '),
    fetch: (from: string): string =>
      passes
        .map((i) => {
          const k = `${from} + ${at(i).k}`;
          const load = `if (${k} < end) { ${name}Next${i} = ${name}Load(${name}Group${i}, ${k}); }`;
          return `${name}Next${i} = vec4f(); ${inTile(i, load)}`;
        })
        .join('\n    '),
    put: passes
      .map((i) => inTile(i, `${name}Tile[(${at(i).k}) * ${stride}u + ${at(i).q}] = ${name}Next${i};`))
      .join('\n    '),
  };
}
