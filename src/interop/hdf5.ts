/** HDF5 files in memory, through h5wasm, which is loaded when it is first needed. */
import type { Dataset, File, Group } from 'h5wasm';
import { PupilaError } from '../core/errors';

let files = 0;

/** Opens `bytes` as an HDF5 file, lets `read` read it, and closes it. */
export async function withHdf5<T>(bytes: Uint8Array, read: (file: File) => T): Promise<T> {
  const h5wasm = await import('h5wasm');
  const { FS } = await h5wasm.ready;
  if (!FS) throw new PupilaError('internal', 'internal: h5wasm has no file system');
  const name = `model-${files++}.h5`;
  FS.writeFile(name, bytes);
  const file = new h5wasm.File(name, 'r');
  try {
    return read(file);
  } finally {
    file.close();
    FS.unlink(name);
  }
}

/** One array of a file, as float32. */
export interface Hdf5Array {
  shape: number[];
  data: Float32Array;
}

/** The dataset at `path`; null where there is none. */
export function readArray(group: Group, path: string): Hdf5Array | null {
  const item = group.get(path) as Dataset | null;
  if (item?.type !== 'Dataset') return null;
  const { shape, value } = item;
  return {
    shape: shape ?? [],
    data: Float32Array.from(typeof value === 'number' ? [value] : (value as Float32Array)),
  };
}
