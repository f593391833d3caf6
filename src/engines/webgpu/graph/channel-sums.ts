/**
 * Sums over the pixels of all images, for each channel: the rows of an array (rows × channels) are divided into parts. A
 * workgroup sums one part of some channels: each thread some rows, then the threads in pairs. What follows adds the parts in
 * order. So sums have a fixed order and round little.
 */
import { FLOAT, FOLD, type Kernel, type Operand, declare, fold } from '../kernel';

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

/** WGSL of the number of rows, and of the number of parts. */
export function countsCode({ pixels, part }: ChannelSums): string {
  return `  let rows = params.images * ${pixels}u;
  let parts = (rows + ${part - 1}u) / ${part}u;`;
}

/** What a kernel sums. */
interface SumRows {
  label: string;
  sums: ChannelSums;
  reads: readonly Operand[];
  writes: Operand;
  helpers?: string;
  /** Statements that come first. */
  before?: string;
  /**
   * Statements of each thread. They know `channel`, `first` and `end` (rows: from `first` in steps of `STEP`), `isInside`
   * (whether the thread has a channel) and `rows` of the part. `addUp(v: vec2f) -> vec2f` adds the values of all threads of a
   * channel.
   */
  body: string;
  /** WGSL of the two results, for the first thread of a channel. */
  results: readonly [string, string];
}

export function sumRows(options: SumRows): Kernel {
  const { label, sums, reads, writes, helpers = '', before = '', body, results } = options;
  const { channels, pixels, columns, part } = sums;
  const lines = THREADS / columns;
  const tiles = Math.ceil(channels / columns);
  const { code, bindings } = declare({
    ...Object.fromEntries(reads.map(({ buffer }) => [buffer, {}])),
    [writes.buffer]: { write: true },
  });
  const store = (value: string, i: number): string =>
    `${writes.buffer}[${writes.offset}u + (2u * id.x + ${i}u) * ${channels}u + channel] = ${value};`;
  return {
    label,
    code: `${code}
const STEP = ${lines}u;
var<workgroup> threadSums: array<vec2f, ${THREADS}>;
${helpers}
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
fn main(@builtin(workgroup_id) id: vec3u, @builtin(local_invocation_index) t: u32) {
${before}
  let channel = id.y * ${columns}u + t % ${columns}u;
  let isInside = channel < ${channels}u;
  let begin = id.x * ${part}u;
  let end = min(begin + ${part}u, params.images * ${pixels}u);
  let rows = f32(end - begin);
  let first = begin + t / ${columns}u;
${body}
  if (isInside && t < ${columns}u) {
    ${results.map(store).join('\n    ')}
  }
}`,
    bindings,
    workgroups: (images) => [Math.ceil((images * pixels) / part), tiles, 1],
    work: (images) => ({
      flop: 4 * images * pixels * channels,
      bytes: FLOAT * reads.length * images * pixels * channels,
    }),
  };
}

/** A kernel with one thread for each channel, which combines the parts. */
interface PerChannel {
  label: string;
  sums: ChannelSums;
  reads: readonly Operand[];
  writes: readonly Operand[];
  /** Statements, which know `c`. */
  body: string;
}

const CHANNEL_THREADS = 64;

export function perChannel({ label, sums, reads, writes, body }: PerChannel): Kernel {
  const { channels } = sums;
  const { code, bindings } = declare({
    ...Object.fromEntries(reads.map(({ buffer }) => [buffer, {}])),
    ...Object.fromEntries(writes.map(({ buffer }) => [buffer, { write: true }])),
  });
  return {
    label,
    code: `${code}
@compute @workgroup_size(${CHANNEL_THREADS})
fn main(@builtin(workgroup_id) id: vec3u, @builtin(local_invocation_index) t: u32) {
  let c = (id.x + id.y * ${FOLD}u) * ${CHANNEL_THREADS}u + t;
  if (c >= ${channels}u) { return; }
${body}
}`,
    bindings,
    workgroups: () => [...fold(Math.ceil(channels / CHANNEL_THREADS)), 1],
    work: () => ({ flop: 4 * partsSize(sums), bytes: FLOAT * partsSize(sums) }),
  };
}
