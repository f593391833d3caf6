/** Zip archives and other collections of files, by path. The only user of jszip. */
import JSZip from 'jszip';
import { PupilaError } from '../core/errors';

/** Files by path; directories are not listed. */
export interface Archive {
  readonly paths: readonly string[];
  /** The content of one file. Rejects with 'bad-archive' when it is damaged. */
  read(path: string): Promise<Uint8Array<ArrayBuffer>>;
}

/** jszip holds the archive in memory: above this, files are read from the Blob one by one. */
const IN_MEMORY_LIMIT = 700 * 2 ** 20;
/** No picture and no array file of a course is larger; a zip bomb is. */
const ENTRY_LIMIT = 1.5 * 2 ** 30;

/**
 * Opens a zip.
 *
 * @throws {PupilaError} 'bad-archive' when it is no zip, empty, cut off or encrypted.
 * @example
 * const archive = await openArchive(file);
 * const bytes = await archive.read(archive.paths[0]);
 */
export async function openArchive(source: Blob | Uint8Array<ArrayBuffer>): Promise<Archive> {
  const size = source instanceof Blob ? source.size : source.byteLength;
  if (size === 0) throw bad('A zip archive has content; this file is empty.');
  if (source instanceof Blob && size > IN_MEMORY_LIMIT) {
    const { openLargeArchive } = await import('./large-archive');
    return openLargeArchive(source);
  }
  const bytes = source instanceof Blob ? new Uint8Array(await source.arrayBuffer()) : source;
  if (bytes[0] !== 0x50 || bytes[1] !== 0x4b) throw bad('The file is not a zip archive.');
  const zip = await JSZip.loadAsync(bytes).catch((cause: unknown) => {
    const encrypted = String(cause).includes('Encrypted');
    const why = encrypted ? 'it is encrypted; pack it again without a password' : 'it is cut off or damaged';
    throw bad(`The zip archive cannot be read: ${why}.`, cause);
  });
  const files = Object.values(zip.files).filter((entry) => !entry.dir);
  if (files.length === 0) throw bad('The zip archive has no files in it.');
  return {
    paths: files.map(({ name }) => name),
    async read(path) {
      const entry = zip.file(path);
      if (!entry) throw bad(`The archive has no such file. Received: path=${path}`);
      return inflate(entry, path);
    },
  };
}

/** Files by themselves, such as those of a chosen folder. */
export function archiveFromFiles(files: readonly { path: string; blob: Blob }[]): Archive {
  const byPath = new Map(files.map(({ path, blob }) => [path, blob]));
  return {
    paths: [...byPath.keys()],
    async read(path) {
      const blob = byPath.get(path);
      if (!blob) throw bad(`There is no such file. Received: path=${path}`);
      return new Uint8Array(await blob.arrayBuffer());
    },
  };
}

/** Counts the bytes as they come: the size that a directory claims is anybody's. */
function inflate(entry: JSZip.JSZipObject, path: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array<ArrayBuffer>[] = [];
    let size = 0;
    const stream = (
      entry as unknown as { internalStream(type: 'uint8array'): JSZip.JSZipStreamHelper<Uint8Array<ArrayBuffer>> }
    ).internalStream('uint8array');
    stream
      .on('data', (chunk) => {
        size += chunk.byteLength;
        chunks.push(chunk);
        if (size > ENTRY_LIMIT) {
          stream.pause();
          reject(bad(`A file of the archive unpacks to more than ${ENTRY_LIMIT} bytes. Received: path=${path}`));
        }
      })
      .on('error', (cause) => reject(bad(`A file of the archive is damaged. Received: path=${path}`, cause)))
      .on('end', () => resolve(concat(chunks, size)))
      .resume();
  });
}

function concat(chunks: readonly Uint8Array<ArrayBuffer>[], size: number): Uint8Array<ArrayBuffer> {
  const result = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    result.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return result;
}

function bad(message: string, cause?: unknown): PupilaError {
  return new PupilaError('bad-archive', message, { cause });
}
