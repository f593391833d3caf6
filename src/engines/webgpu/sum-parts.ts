/**
 * The second pass of a product whose sum was split into parts: adds the parts in a fixed order, then applies optional
 * bias, activation and dropout. Overwrites.
 */
import type { Activation } from '../../plan/stages';
import { at } from './convolution-shape';
import { type Dropout, finishFunction } from './finish';
import { FLOAT, FOLD, type Kernel, type Operand, declare, fold } from './kernel';
import { storeMatrix } from './store';

/** How a sum is split. */
export interface Parts {
  /** Number of values of the result. */
  size: number;
  /** Length of a part. */
  part: number;
  /** Length of the whole sum; per image unless `isFixed`. */
  depth: number;
  /** True if the sum does not run over images. */
  isFixed?: boolean;
  /** Number of parts for the largest batch. */
  maxCount: number;
}

const THREADS = 64;

/** WGSL that stores rows × columns values for each part, one part after the other. */
export function storeParts(result: Operand, rows: number, columns: number): string {
  const store = (index: string, value: string): string => `${at(result, index)} = ${value};`;
  return storeMatrix(`${rows}u`, columns, store, `split * ${rows}u`);
}

/** Arrays and sizes of the kernel. */
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
