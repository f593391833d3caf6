/** Zips in memory that all data workers share: read once, unpacked by each. */
import { canShareMemory } from '../../core/shared-memory';
import { movedOrChanged } from './archive';
import type { LocalSource } from '../../core/types';

/** Larger zips are read from their Blob in slices. */
const LIMIT = 2 ** 30;

/** The same source, with a zip's bytes in shared memory where the page may have some. */
export async function shareArchive(source: LocalSource): Promise<LocalSource> {
  if (source.kind !== 'archive') return source;
  const { blob, name } = source;
  const shared = await readShared(() => blob.stream(), blob.size, name).catch((cause: unknown) => {
    throw movedOrChanged(name, cause);
  });
  return shared ?? source;
}

/**
 * Reads a zip of at most `size` bytes into shared memory.
 *
 * @param open Called only where there is memory.
 * @returns null for an `.npz`, and where memory is not shared or not to be had.
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
