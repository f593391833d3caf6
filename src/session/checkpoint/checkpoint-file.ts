/**
 * A checkpoint as bytes: a mark, the length of a header, the header as JSON, arrays of float32 one after the other, and a
 * CRC-32 of all of it, by which a file that was not written to its end is recognised. Numbers are little-endian.
 */
import { buf as crc32 } from 'crc-32';
import { PupilaError } from '../../core/errors';
import { message } from '../../core/message';
import { yieldToMain } from '../../training/yield';
import type { CheckpointFacts, RunCheckpoint } from './run-checkpoint';

const MARK = 'PUPILA1\n';
const START = MARK.length + 4;
/** Bytes that are summed before the page may do something else: about 2 ms. */
const BLOCK = 2 ** 20;

interface Header {
  facts: CheckpointFacts;
  /** Values of each array. */
  weights: number[];
  slots: number[][];
}

/**
 * Returns a checkpoint's bytes.
 *
 * @throws {PupilaError} 'internal' if JSON cannot hold its facts.
 */
export async function writeCheckpoint({
  facts,
  weights,
  slots,
}: RunCheckpoint): Promise<Uint8Array<ArrayBuffer>> {
  const lengths: Header = {
    facts,
    weights: weights.map(lengthOf),
    slots: slots.map((each) => each.map(lengthOf)),
  };
  const header = new TextEncoder().encode(JSON.stringify(lengths, markNotFinite));
  // JSON may end in spaces, so that the arrays begin at a multiple of four.
  const start = Math.ceil((START + header.length) / 4) * 4;
  const arrays = [...weights, ...slots.flat()];
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
  const { facts, weights, slots } = JSON.parse(text, restoreNotFinite) as Header;
  let at = start;
  const take = (length: number): Float32Array => {
    const from = at;
    at += 4 * length;
    return new Float32Array(bytes.slice(from, at).buffer);
  };
  return { facts, weights: weights.map(take), slots: slots.map((each) => each.map(take)) };
}

const lengthOf = ({ length }: Float32Array): number => length;

async function checksum(bytes: Uint8Array): Promise<number> {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += BLOCK) {
    sum = crc32(bytes.subarray(at, at + BLOCK), sum);
    await yieldToMain();
  }
  return sum;
}

/** JSON has no NaN and no infinity. */
const NOT_FINITE = 'not finite: ';

function markNotFinite(_: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? `${NOT_FINITE}${value}` : value;
}

function restoreNotFinite(_: string, value: unknown): unknown {
  return typeof value === 'string' && value.startsWith(NOT_FINITE)
    ? Number(value.slice(NOT_FINITE.length))
    : value;
}
