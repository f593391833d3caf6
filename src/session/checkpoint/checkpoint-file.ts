/**
 * A checkpoint as bytes: a mark, the length of its JSON, the JSON, its arrays of float32 one after the other, and a
 * CRC-32 of all of it, by which a file that was not written to its end is recognised. Numbers are little-endian.
 */
import { buf as crc32 } from 'crc-32';
import { PupilaError } from '../../core/errors';
import { message } from '../../core/message';
import { yieldToMain } from '../../training/yield';
import type { RunCheckpoint } from './run-checkpoint';

const MARK = 'PUPILA1\n';
const START = MARK.length + 4;
/** Bytes that are summed before the page may do something else: about 2 ms. */
const BLOCK = 2 ** 20;

/**
 * Returns a checkpoint's bytes.
 *
 * @throws {PupilaError} 'internal' if JSON cannot hold its facts.
 */
export async function writeCheckpoint(checkpoint: RunCheckpoint): Promise<Uint8Array<ArrayBuffer>> {
  const arrays: Float32Array[] = [];
  const toJson = (_: string, value: unknown): unknown => {
    if (!(value instanceof Float32Array)) return markNotFinite(value);
    arrays.push(value);
    return { [FLOAT32]: value.length };
  };
  const header = new TextEncoder().encode(JSON.stringify(checkpoint, toJson));
  // JSON may end in spaces, so that the arrays begin at a multiple of four.
  const start = Math.ceil((START + header.length) / 4) * 4;
  const bytes = new Uint8Array(start + 4 * arrays.reduce((sum, { length }) => sum + length, 0) + 4).fill(
    32,
    0,
    start,
  );
  bytes.set(new TextEncoder().encode(MARK));
  const view = new DataView(bytes.buffer);
  view.setUint32(MARK.length, start - START, true);
  bytes.set(header, START);
  let at = start;
  for (const { buffer, byteOffset, byteLength } of arrays) {
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), at);
    at += byteLength;
  }
  view.setInt32(at, await checksum(bytes.subarray(0, at)), true);
  return bytes;
}

/**
 * Reads a checkpoint that `writeCheckpoint` wrote.
 *
 * @throws {PupilaError} 'bad-checkpoint' for any other bytes, and for bytes that are not complete or were changed.
 * @example
 * const checkpoint = await readCheckpoint(new Uint8Array(await file.arrayBuffer()));
 * await new TrainingSession({ data, checkpoint }).train();
 */
export async function readCheckpoint(bytes: Uint8Array<ArrayBuffer>): Promise<RunCheckpoint> {
  const isMarked = new TextDecoder().decode(bytes.subarray(0, MARK.length)) === MARK;
  if (!isMarked || bytes.length < START + 4)
    throw new PupilaError('bad-checkpoint', message`The file must be a checkpoint of Pupila.`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const end = bytes.length - 4;
  if ((await checksum(bytes.subarray(0, end))) !== view.getInt32(end, true))
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

async function checksum(bytes: Uint8Array): Promise<number> {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += BLOCK) {
    sum = crc32(bytes.subarray(at, at + BLOCK), sum);
    await yieldToMain();
  }
  return sum;
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
