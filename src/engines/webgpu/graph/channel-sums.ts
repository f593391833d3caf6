/**
 * Sums over the pixels of all images, for each channel: the rows of an array (rows × channels) are divided into parts. A
 * workgroup sums one part of some channels: each thread some rows, then the threads in pairs. The parts are added in the
 * same way. So sums have a fixed order and round little.
 */
import { at } from '../convolution-shape';
import { FLOAT, type Kernel, type Operand, declare } from '../kernel';

/** Threads of a workgroup. */
const THREADS = 256;
/** Channels of a workgroup at most. */
const MAX_COLUMNS = 32;
/** Workgroups that keep a large GPU busy, and the fewest rows that a thread sums. */
const BUSY = 512;
const FEWEST_ROWS = 8;

/** How sums are divided. */
export interface ChannelSums {
  channels: number;
  /** Rows of an image: its pixels. */
  pixels: number;
  /** Channels of a workgroup, a power of two. */
  columns: number;
  /** Rows of a part. */
  part: number;
  /** Number of parts of the largest batch. */
  maxParts: number;
}

/** @param images Images of the largest batch. */
export function divideSums(channels: number, pixels: number, images: number): ChannelSums {
  const columns = Math.min(MAX_COLUMNS, 2 ** Math.ceil(Math.log2(channels)));
  const rows = images * pixels;
  const fewest = FEWEST_ROWS * (THREADS / columns);
  const wanted = Math.ceil(BUSY / Math.ceil(channels / columns));
  const part = Math.max(fewest, Math.ceil(rows / wanted));
  return { channels, pixels, columns, part, maxParts: Math.ceil(rows / part) };
}

/** Values of the array of the parts' results: two numbers for each part and channel. */
export function partsSize({ maxParts, channels }: ChannelSums): number {
  return 2 * maxParts * channels;
}

/** WGSL that declares `rowCount` and `partCount`, the numbers of rows and of parts. */
export function countsCode({ pixels, part }: ChannelSums): string {
  return `  let rowCount = params.images * ${pixels}u;
  let partCount = (rowCount + ${part - 1}u) / ${part}u;`;
}

/** Threads of a workgroup for each of its channels. */
function linesOf({ columns }: ChannelSums): number {
  return THREADS / columns;
}

/**
 * WGSL of the start of a kernel with `columns` channels in a workgroup: `channel`; `isInside`, whether it exists; and `line`,
 * the thread's number among those of the channel, of `LINES`. `addUp(t, v)` adds the values of the threads of each channel.
 * All threads must call it.
 *
 * @param tile WGSL of the workgroup's number along the channels.
 */
function channelCode(sums: ChannelSums, tile: string): { functions: string; start: string } {
  const { channels, columns } = sums;
  const lines = linesOf(sums);
  return {
    functions: `const LINES = ${lines}u;
var<workgroup> threadSums: array<vec2f, ${THREADS}>;
fn addUp(t: u32, value: vec2f) -> vec2f {
  workgroupBarrier();
  threadSums[t] = value;
  for (var half = ${lines / 2}u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (t / ${columns}u < half) { threadSums[t] += threadSums[t + half * ${columns}u]; }
  }
  workgroupBarrier();
  return threadSums[t % ${columns}u];
}
@compute @workgroup_size(${THREADS})
fn main(@builtin(workgroup_id) id: vec3u, @builtin(local_invocation_index) t: u32) {`,
    start: `  let channel = ${tile} * ${columns}u + t % ${columns}u;
  let isInside = channel < ${channels}u;
  let line = t / ${columns}u;`,
  };
}

/** Workgroups along the channels. */
function tilesOf({ channels, columns }: ChannelSums): number {
  return Math.ceil(channels / columns);
}

/** A kernel that sums the rows of each part. */
interface SumRows {
  label: string;
  sums: ChannelSums;
  reads: readonly Operand[];
  writes: Operand;
  helpers?: string;
  /** Statements that come first. */
  before?: string;
  /**
   * Statements of each thread, which know what `channelCode` has, and of the part: `begin` and `end`, and `rows`, the number of
   * its rows as f32. A thread has the rows from `first` in steps of `LINES`.
   */
  body: string;
  /** WGSL of the two results, for the first thread of a channel. */
  results: readonly [string, string];
}

export function sumRows(options: SumRows): Kernel {
  const { label, sums, reads, writes, helpers = '', before = '', body, results } = options;
  const { channels, pixels, part } = sums;
  const { functions, start } = channelCode(sums, 'id.y');
  const { code, bindings } = declare({
    ...Object.fromEntries(reads.map(({ buffer }) => [buffer, {}])),
    [writes.buffer]: { write: true },
  });
  const store = (value: string, i: number): string =>
    `${at(writes, `(2u * id.x + ${i}u) * ${channels}u + channel`)} = ${value};`;
  return {
    label,
    code: `${code}
${helpers}
${functions}
${before}
${start}
  let begin = id.x * ${part}u;
  let end = min(begin + ${part}u, params.images * ${pixels}u);
  let rows = f32(end - begin);
  let first = begin + line;
${body}
  if (isInside && line == 0u) {
    ${results.map(store).join('\n    ')}
  }
}`,
    bindings,
    workgroups: (images) => [Math.ceil((images * pixels) / part), tilesOf(sums), 1],
    work: (images) => ({
      flop: 4 * images * pixels * channels,
      bytes: FLOAT * reads.length * images * pixels * channels,
    }),
  };
}

/** A kernel that combines the parts of each channel. */
interface CombineParts {
  label: string;
  sums: ChannelSums;
  reads: readonly Operand[];
  writes: readonly Operand[];
  /** Statements of all threads, which know what `channelCode` has. */
  body: string;
  /** Statements of the first thread of each channel. */
  finish: string;
}

export function combineParts({ label, sums, reads, writes, body, finish }: CombineParts): Kernel {
  const { functions, start } = channelCode(sums, 'id.x');
  const { code, bindings } = declare({
    ...Object.fromEntries(reads.map(({ buffer }) => [buffer, {}])),
    ...Object.fromEntries(writes.map(({ buffer }) => [buffer, { write: true }])),
  });
  return {
    label,
    code: `${code}
${functions}
${start}
${body}
  if (!isInside || line > 0u) { return; }
${finish}
}`,
    bindings,
    workgroups: () => [tilesOf(sums), 1, 1],
    work: () => ({ flop: 4 * partsSize(sums), bytes: FLOAT * partsSize(sums) }),
  };
}
