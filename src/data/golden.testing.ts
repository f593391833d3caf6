/** Reads the reference values computed by Keras, for tests only: JSON, `.npy` arrays of float32, and PNG pictures. */
import { existsSync, readFileSync } from 'node:fs';
import { decode } from 'fast-png';
import type { FloatImage } from '../core/types';

/** The committed references, and the bigger set next to the repository if present. */
export const GOLDEN_ROOTS = ['fixtures', '../shared/golden'].filter((root) => existsSync(`${root}/idg.json`));

export function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(path, 'utf8')) as T;
}

/** Reads a little-endian float32 array in C order. */
export function readNpy(path: string): { shape: number[]; data: Float32Array<ArrayBuffer> } {
  const file = readFileSync(path);
  const start = 10 + file.readUInt16LE(8);
  const header = file.toString('latin1', 10, start);
  const [, shape] = /'descr': '<f4', 'fortran_order': False, 'shape': \(([\d, ]*)\)/.exec(
    header,
  ) as RegExpExecArray;
  const sizes = (shape as string).split(',').filter((part) => part.trim() !== '');
  return { shape: sizes.map(Number), data: new Float32Array(Uint8Array.from(file.subarray(start)).buffer) };
}

export function readImage(path: string): FloatImage {
  const { height, width, channels, data } = decode(readFileSync(path));
  return { height, width, channels, data: Float32Array.from(data) };
}
