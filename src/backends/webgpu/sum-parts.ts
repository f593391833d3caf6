/**
 * The second pass of a product whose sum was cut into parts: adds them up, always in the same order, then a bias and
 * ReLU where they are wanted. Overwrites.
 */
import { at } from './convolution-shape';
import { FLOAT, FOLD, type Kernel, type Operand, declare, fold } from './kernel';

/** How a sum was cut. */
export interface Parts {
  /** Values of the result. */
  size: number;
  /** Length of a part. */
  part: number;
  /** Length of the whole sum: for one image, unless `isFixed`. */
  depth: number;
  /** True when the sum does not go over images. */
  isFixed?: boolean;
  /** Parts of the largest batch. */
  most: number;
}

const THREADS = 64;

/** What is done to a sum. */
export interface Finish {
  /** Added to each row. */
  bias: Operand | null;
  relu: boolean;
}

/** WGSL of a finished sum of a column. */
function finished(sum: string, column: string, { bias, relu }: Finish): string {
  const value = bias ? `${sum} + ${at(bias, column)}` : sum;
  return relu ? `max(${value}, 0.0)` : value;
}

/** WGSL that stores rows × columns, each part behind the one before. */
export function storeRows(
  result: Operand,
  rows: number,
  columns: number,
  finish: Finish = { bias: null, relu: false },
): string {
  return [0, 1, 2, 3]
    .flatMap((column) =>
      ['x', 'y', 'z', 'w'].map((lane, row) => {
        const index = `(split * ${rows}u + 4u * q + ${row}u) * ${columns}u + 4u * c + ${column}u`;
        return `  if (4u * q + ${row}u < ${rows}u && 4u * c + ${column}u < ${columns}u) { ${at(result, index)} = ${finished(`v${column}.${lane}`, `4u * c + ${column}u`, finish)}; }`;
      }),
    )
    .join('\n');
}

/** Arrays and sizes. */
export interface SumParts {
  parts: Parts;
  partials: Operand;
  result: Operand;
  /** Added to each row of `columns` values. */
  bias?: Operand | null;
  columns?: number;
  relu?: boolean;
}

export function sumParts({ parts, partials, result, bias, columns = 1, relu = false }: SumParts): Kernel {
  const { size, part, depth, isFixed = false } = parts;
  const { code, bindings } = declare({
    [partials.buffer]: {},
    ...(bias && { [bias.buffer]: {} }),
    [result.buffer]: { write: true },
  });
  const length = isFixed ? `${depth}u` : `params.images * ${depth}u`;
  const count = (images: number): number => Math.ceil((isFixed ? depth : images * depth) / part);
  return {
    label: 'sumParts',
    code: `${code}
@compute @workgroup_size(${THREADS})
fn main(@builtin(workgroup_id) id: vec3u, @builtin(local_invocation_index) t: u32) {
  let i = (id.x + id.y * ${FOLD}u) * ${THREADS}u + t;
  if (i >= ${size}u) { return; }
  let count = (${length} + ${part - 1}u) / ${part}u;
  var sum = 0.0;
  for (var p = 0u; p < count; p++) { sum += ${at(partials, `p * ${size}u + i`)}; }
  ${bias ? `sum += ${at(bias, `i % ${columns}u`)};` : ''}
  ${at(result, 'i')} = ${relu ? 'max(sum, 0.0)' : 'sum'};
}`,
    bindings,
    workgroups: () => [...fold(Math.ceil(size / THREADS)), 1],
    work: (images) => ({ flop: size * count(images), bytes: FLOAT * size * (count(images) + 1) }),
  };
}
