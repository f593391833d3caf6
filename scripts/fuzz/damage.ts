/**
 * Damages a file, driven by a seed: flipped bits, numbers that programs trip over, cuts, repetitions, copies of its own
 * parts.
 */
import { crc32 } from 'node:zlib';
import type { RandomState } from '../../src/random/random-state';

type Bytes = Uint8Array<ArrayBuffer>;

/** Where headers are. */
const FRONT = 512;
const NUMBERS = [0, 1, 2, 3, 7, 15, 16, 30, 127, 128, 255, 256, 0x7fff, 0x8000, 0xffff, 0x10000, 60000];
const LARGE_NUMBERS = [...NUMBERS, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff, 178_956_970, 13_000];
const PNG = 0x89504e47;

/** Returns the file with 1 to 6 kinds of damage. */
export function damage(whole: Bytes, random: RandomState): Bytes {
  let bytes = whole.slice();
  const times = 1 + random.randint(0, 6);
  for (let i = 0; i < times && bytes.length > 0; i++) bytes = damageOnce(bytes, random);
  // Half of the PNGs get correct checksums; otherwise few would pass that check.
  if (bytes.length > 8 && new DataView(bytes.buffer).getUint32(0) === PNG && random.randint(0, 2) === 0)
    mendPng(bytes);
  return bytes;
}

function damageOnce(bytes: Bytes, random: RandomState): Bytes {
  const { length } = bytes;
  const end = random.randint(0, 3) === 0 ? length : Math.min(length, FRONT);
  const at = random.randint(0, end);
  const view = new DataView(bytes.buffer);
  switch (random.randint(0, 9)) {
    case 0:
      bytes[at] = (bytes[at] as number) ^ (1 << random.randint(0, 8));
      return bytes;
    case 1:
      bytes[at] = random.randint(0, 256);
      return bytes;
    case 2:
    case 3: {
      const value = NUMBERS[random.randint(0, NUMBERS.length)] as number;
      if (at + 2 <= length) view.setUint16(at & ~1, value, random.randint(0, 2) === 0);
      return bytes;
    }
    case 4:
    case 5: {
      const value = LARGE_NUMBERS[random.randint(0, LARGE_NUMBERS.length)] as number;
      const aligned = at & ~1;
      if (aligned + 4 <= length) view.setUint32(aligned, value, random.randint(0, 2) === 0);
      return bytes;
    }
    case 6:
      return bytes.slice(0, random.randint(0, length + 1));
    case 7: {
      // Copies a part of the file to another place, inserted or overwriting.
      const from = random.randint(0, length);
      const part = bytes.slice(from, from + random.randint(1, 64));
      if (random.randint(0, 2) === 0) {
        bytes.set(part.subarray(0, length - at), at);
        return bytes;
      }
      return joined(bytes.subarray(0, at), part, bytes.subarray(at));
    }
    default:
      return joined(bytes.subarray(0, at), bytes.subarray(Math.min(length, at + random.randint(1, 32))));
  }
}

function joined(...parts: readonly Uint8Array[]): Bytes {
  return Uint8Array.from(Buffer.concat(parts));
}

function mendPng(bytes: Bytes): void {
  const view = new DataView(bytes.buffer);
  for (let at = 8; at + 12 <= bytes.length;) {
    const end = at + 8 + view.getUint32(at);
    if (end + 4 > bytes.length) return;
    view.setUint32(end, crc32(bytes.subarray(at + 4, end)));
    at = end + 4;
  }
}
