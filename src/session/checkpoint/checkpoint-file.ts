/**
 * A checkpoint as a file: a mark, the length of its JSON, the JSON, its arrays of float32 one after the other, and a
 * CRC-32 of all of it, by which a file that was not written to its end is recognised. Numbers are little-endian.
 */
import { buf as crc32 } from 'crc-32';
import { PupilaError } from '../../core/errors';
import { message } from '../../core/message';
import { TimeBudget } from '../../training/yield';
import type { RunCheckpoint } from './run-checkpoint';

const MARK = 'PUPILA1\n';
const START = MARK.length + 4;
/** Bytes at the end. */
const CHECKSUM = 4;
/** Time in ms after which the page may do something else. A network may have hundreds of small arrays. */
export const WORK_MS = 8;
/** Bytes that are copied and summed at once: about 2 ms. */
const BLOCK = 2 ** 20;

/**
 * Returns a checkpoint as a file.
 *
 * @throws {PupilaError} 'internal' if JSON cannot hold its facts.
 */
export async function writeCheckpoint(checkpoint: RunCheckpoint): Promise<Blob> {
  const arrays: Float32Array[] = [];
  const toJson = (_: string, value: unknown): unknown => {
    if (!(value instanceof Float32Array)) return markNotFinite(value);
    arrays.push(value);
    return { [FLOAT32]: value.length };
  };
  const json = new TextEncoder().encode(JSON.stringify(checkpoint, toJson));
  const head = new Uint8Array(START + json.length);
  head.set(new TextEncoder().encode(MARK));
  new DataView(head.buffer).setUint32(MARK.length, json.length, true);
  head.set(json, START);
  const parts: Blob[] = [];
  let sum = 0;
  const budget = new TimeBudget(WORK_MS);
  for (const block of [head, ...arrays].flatMap(blocksOf)) {
    sum = crc32(block, sum);
    parts.push(new Blob([block]));
    await budget.spend();
  }
  const end = new DataView(new ArrayBuffer(CHECKSUM));
  end.setInt32(0, sum, true);
  return new Blob([...parts, end]);
}

/**
 * Reads a checkpoint that `writeCheckpoint` wrote.
 *
 * @throws {PupilaError} 'bad-checkpoint' for any other file, and for one that is not complete or was changed.
 * @example
 * const checkpoint = await readCheckpoint(file);
 * await new TrainingSession({ data, checkpoint }).train();
 */
export async function readCheckpoint(file: Blob): Promise<RunCheckpoint> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const isMarked = new TextDecoder().decode(bytes.subarray(0, MARK.length)) === MARK;
  if (!isMarked || bytes.length < START + CHECKSUM)
    throw new PupilaError('bad-checkpoint', message`The file must be a checkpoint of Pupila.`);
  const view = new DataView(bytes.buffer);
  const end = bytes.length - CHECKSUM;
  let sum = 0;
  const budget = new TimeBudget(WORK_MS);
  for (const block of blocksOf(bytes.subarray(0, end))) {
    sum = crc32(block, sum);
    await budget.spend();
  }
  if (sum !== view.getInt32(end, true))
    throw new PupilaError('bad-checkpoint', message`The checkpoint is not complete, or it was changed.`);
  const start = START + view.getUint32(MARK.length, true);
  const text = new TextDecoder().decode(bytes.subarray(START, start));
  let at = start;
  return JSON.parse(text, (_, value: unknown) => {
    const length = lengthOf(value);
    if (length === null) return restoreNotFinite(value);
    const from = at;
    at += 4 * length;
    return new Float32Array(bytes.slice(from, at).buffer);
  }) as RunCheckpoint;
}

/** The length of an array in JSON; null for anything else. Arrays are in the order of the JSON. */
function lengthOf(value: unknown): number | null {
  if (typeof value !== 'object' || value === null || !(FLOAT32 in value)) return null;
  return value[FLOAT32] as number;
}

/** Returns an array's bytes in blocks, as views. */
function blocksOf({ buffer, byteOffset, byteLength }: Uint8Array | Float32Array): Uint8Array<ArrayBuffer>[] {
  const bytes = new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
  return Array.from({ length: Math.ceil(byteLength / BLOCK) }, (_, i) =>
    bytes.subarray(i * BLOCK, (i + 1) * BLOCK),
  );
}

/** Name of an array's length in JSON. */
const FLOAT32 = 'float32';

/** JSON has no NaN and no infinity. */
const NOT_FINITE = 'not finite: ';

function markNotFinite(value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? `${NOT_FINITE}${value}` : value;
}

function restoreNotFinite(value: unknown): unknown {
  return typeof value === 'string' && value.startsWith(NOT_FINITE)
    ? Number(value.slice(NOT_FINITE.length))
    : value;
}
