/** Zips in memory shared by all data workers: read once, unpacked by each worker. */
import { canShareMemory } from '../../core/shared-memory';
import { changedFileError } from './archive';
import type { LocalSource } from '../../core/types';

/** Larger zips are read from their Blob in slices. */
const LIMIT = 2 ** 30;

/** Returns the source with the zip's bytes in shared memory, if shared memory is available. */
export async function shareArchive(source: LocalSource): Promise<LocalSource> {
  if (source.kind !== 'archive') return source;
  const { blob, name } = source;
  const shared = await readShared(() => blob.stream(), blob.size, name).catch((cause: unknown) => {
    throw changedFileError(name, cause);
  });
  return shared ?? source;
}

/**
 * Reads a zip of at most `size` bytes into shared memory.
 *
 * @param open Opens the stream. Called only if the memory could be allocated.
 * @returns null for an `.npz`, and if memory cannot be shared or allocated.
 */
export async function readShared(
  open: () => ReadableStream<Uint8Array>,
  size: number,
  name: string,
): Promise<LocalSource | null> {
  const memory = name.toLowerCase().endsWith('.npz') ? null : allocate(size);
  if (!memory) return null;
  const bytes = new Uint8Array(memory);
  let at = 0;
  const write = (chunk: Uint8Array): void => {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  };
  await open().pipeTo(new WritableStream({ write }));
  return { kind: 'shared-archive', bytes: bytes.subarray(0, at), name };
}

function allocate(size: number): SharedArrayBuffer | null {
  if (size > LIMIT || !canShareMemory()) return null;
  try {
    return new SharedArrayBuffer(size);
  } catch {
    return null;
  }
}
