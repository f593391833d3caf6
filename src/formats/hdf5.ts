/** Reads and writes HDF5 files in memory with h5wasm, which is loaded on first use. */
import type { Dataset, File, Group } from 'h5wasm';
import { PupilaError } from '../core/errors';
import { message } from '../core/message';

let fileCount = 0;

/**
 * Opens `bytes` as an HDF5 file, calls `read` with it, and closes it.
 *
 * @throws {PupilaError} 'bad-model' if `bytes` is truncated or not an HDF5 file.
 */
export async function withHdf5<T>(bytes: Uint8Array, read: (file: File) => T): Promise<T> {
  const { File, FS } = await library();
  const name = `model-${fileCount++}.h5`;
  FS.writeFile(name, bytes);
  try {
    const file = new File(name, 'r');
    if (file.file_id < 0n) {
      throw new PupilaError(
        'bad-model',
        message`The weights must be an HDF5 file; this one is cut off or damaged.`,
      );
    }
    try {
      return read(file);
    } finally {
      file.close();
    }
  } finally {
    FS.unlink(name);
  }
}

/** Creates an HDF5 file, calls `write` with it, and returns its bytes. */
export async function makeHdf5(write: (file: File) => void): Promise<Uint8Array<ArrayBuffer>> {
  const { File, FS } = await library();
  const name = `model-${fileCount++}.h5`;
  const file = new File(name, 'w');
  try {
    try {
      write(file);
    } finally {
      file.close();
    }
    return FS.readFile(name) as Uint8Array<ArrayBuffer>;
  } finally {
    FS.unlink(name);
  }
}

async function library() {
  const h5wasm = await import('h5wasm').catch((cause: unknown) => {
    throw new PupilaError(
      'fetch-failed',
      message`The part of Pupila that reads and writes Keras’s files cannot be loaded.`,
      {
        cause,
      },
    );
  });
  const { FS } = await h5wasm.ready;
  if (!FS) throw new PupilaError('internal', 'internal: h5wasm has no file system');
  return { File: h5wasm.File, FS };
}

/** One array of a file, as float32. */
export interface Hdf5Array {
  shape: number[];
  data: Float32Array;
}

/** Returns the dataset at `path`, or null if there is none. */
export function readArray(group: Group, path: string): Hdf5Array | null {
  const item = group.get(path);
  if (!item || !('value' in item)) return null;
  const { shape, value } = item;
  const values = ArrayBuffer.isView(value) ? value : [value];
  // h5wasm returns 64-bit integers as bigint. Keras on TensorFlow stores its step count as one.
  return { shape: shape ?? [], data: Float32Array.from(values as ArrayLike<number | bigint>, Number) };
}

/** Returns the group at `path`. Creates it and its ancestors if they do not exist. */
export function makeGroup(group: Group, path: string): Group {
  return path.split('/').reduce((parent, name) => {
    const child = (parent.get(name) as Group | null) ?? parent.create_group(name);
    if (!child) throw new PupilaError('internal', `internal: HDF5 cannot make the group ${path}`);
    return child;
  }, group);
}

/** An array to write. Integers are written as 32-bit integers. */
export interface WeightArray {
  shape: number[];
  data: Float32Array | Int32Array;
}

export function writeArray(group: Group, name: string, { shape, data }: WeightArray): void {
  const dtype = data instanceof Int32Array ? '<i' : '<f';
  // Returns null on failure, for example when out of memory.
  const written = group.create_dataset({ name, data, shape, dtype }) as Dataset | null;
  if (!written) throw new PupilaError('internal', `internal: HDF5 cannot write ${group.path}/${name}`);
}
