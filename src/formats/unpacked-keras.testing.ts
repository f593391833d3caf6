/** Unpacks a `.keras` file for tests, down to every array of its weights. */
import { createHash } from 'node:crypto';
import type { Dataset, Group } from 'h5wasm';
import { openArchive } from '../data/archive/archive';
import { withHdf5 } from './hdf5';

export interface KerasFile {
  paths: string[];
  metadata: Record<string, unknown>;
  config: Record<string, unknown>;
  /** Every group and array of the weights by path, with its attributes. Arrays are hashed. */
  weights: Record<string, unknown>;
}

export const bytesOf = async (file: Blob) => new Uint8Array(await file.arrayBuffer());

/** Returns the SHA-256 of an array's bytes. Returns other values unchanged. */
export function hash(value: unknown): unknown {
  if (!ArrayBuffer.isView(value)) return value;
  const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return createHash('sha256').update(bytes).digest('hex');
}

export async function unpack(bytes: Uint8Array<ArrayBuffer>): Promise<KerasFile> {
  const archive = await openArchive(bytes);
  const json = async (path: string) =>
    JSON.parse(new TextDecoder().decode(await archive.read(path))) as Record<string, unknown>;
  const weights = await withHdf5(await archive.read('model.weights.h5'), (file) => {
    const all: Record<string, unknown> = {};
    const walk = (group: Group, path: string): void => {
      for (const key of group.keys()) {
        const item = group.get(key) as Group | Dataset;
        const attributes = Object.fromEntries(
          Object.entries(item.attrs).map(([name, { value, shape, dtype }]) => [
            name,
            { value, shape, dtype },
          ]),
        );
        if ('value' in item) {
          const { shape, dtype, value } = item;
          all[`${path}/${key}`] = { shape, dtype, value: hash(value), attributes };
        } else {
          all[`${path}/${key}`] = { attributes };
          walk(item, `${path}/${key}`);
        }
      }
    };
    walk(file, '');
    return all;
  });
  return {
    paths: archive.paths as string[],
    metadata: await json('metadata.json'),
    config: await json('config.json'),
    weights,
  };
}
