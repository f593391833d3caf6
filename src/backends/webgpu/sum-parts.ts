/**
 * The second pass of a product whose sum was cut into parts: adds them up, always in the same order, then a bias,
 * an activation and a dropout where they are wanted. Overwrites.
 */
import type { Activation } from '../../trainer/plan/stages';
import { at } from './convolution-shape';
import { type Dropout, finishFunction } from './finish';
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

/**
 * WGSL that stores rows × columns, each part behind the one before.
 *
 * @param finished Whether sums are complete: a bias is added and `finish` is called. By default they are stored as they are.
 */
export function storeRows(
  result: Operand,
  rows: number,
  columns: number,
  finished?: { bias: Operand | null },
): string {
  const stored = (sum: string, column: string, index: string): string => {
    if (!finished) return sum;
    return `finish(${finished.bias ? `${sum} + ${at(finished.bias, column)}` : sum}, ${index})`;
  };
  return [0, 1, 2, 3]
    .flatMap((column) =>
      ['x', 'y', 'z', 'w'].map((lane, row) => {
        const index = `(split * ${rows}u + 4u * q + ${row}u) * ${columns}u + 4u * c + ${column}u`;
        const value = stored(`v${column}.${lane}`, `4u * c + ${column}u`, index);
        return `  if (4u * q + ${row}u < ${rows}u && 4u * c + ${column}u < ${columns}u) { ${at(result, index)} = ${value}; }`;
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
  activation?: Activation;
  dropout?: Dropout | null;
}

export function sumParts(options: SumParts): Kernel {
  const { parts, partials, result, bias, columns = 1, activation = 'linear', dropout = null } = options;
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
${finishFunction({ activation, dropout })}
@compute @workgroup_size(${THREADS})
fn main(@builtin(workgroup_id) id: vec3u, @builtin(local_invocation_index) t: u32) {
  let i = (id.x + id.y * ${FOLD}u) * ${THREADS}u + t;
  if (i >= ${size}u) { return; }
  let count = (${length} + ${part - 1}u) / ${part}u;
  var sum = 0.0;
  for (var p = 0u; p < count; p++) { sum += ${at(partials, `p * ${size}u + i`)}; }
  ${bias ? `sum += ${at(bias, `i % ${columns}u`)};` : ''}
  ${at(result, 'i')} = finish(sum, i);
}`,
    bindings,
    workgroups: () => [...fold(Math.ceil(size / THREADS)), 1],
    work: (images) => ({ flop: size * count(images), bytes: FLOAT * size * (count(images) + 1) }),
  };
}
