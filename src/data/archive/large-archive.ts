/** Zips too large for memory, read from their Blob in slices. Loaded on demand. */
import { BlobReader, type FileEntry, ZipReader } from '@zip.js/zip.js/lib/zip-core-custom.js';
import { PupilaError } from '../../core/errors';
import { type Message, message } from '../../core/message';
import type { Archive } from '../../core/types';
import { BoundedBytes, checkUnpackedSize } from './bounded-bytes';

/** Compression methods: stored and deflate. */
const METHODS = [0, 8];

/**
 * Reads the central directory. Files are unpacked on demand, and their checksums verified.
 *
 * @throws {PupilaError} 'bad-archive', as in `openArchive`.
 */
export async function openLargeArchive(blob: Blob): Promise<Archive> {
  const reader = new ZipReader(new BlobReader(blob), { useWebWorkers: false, checkSignature: true });
  const entries = await reader.getEntries().catch((cause: unknown) => {
    throw bad(message`The zip archive is cut off or damaged; download or pack it again.`, cause);
  });
  const files = new Map<string, FileEntry>();
  for (const entry of entries) if (!entry.directory) files.set(entry.filename.replaceAll('\\', '/'), entry);
  if (files.size === 0) throw bad(message`The zip archive contains no files; pack the folder again.`);
  for (const entry of files.values()) {
    if (entry.encrypted) throw bad(message`The zip archive is encrypted; pack it again without a password.`);
    if (!METHODS.includes(entry.compressionMethod)) {
      throw bad(message`The zip archive is not compressed with deflate; pack it again as an ordinary zip.`);
    }
  }
  return {
    paths: [...files.keys()],
    async read(path) {
      const entry = files.get(path);
      if (!entry) throw bad(message`The archive does not contain this file. Received: path=${path}`);
      return unpack(entry, path);
    },
  };
}

async function unpack(entry: FileEntry, path: string): Promise<Uint8Array<ArrayBuffer>> {
  checkUnpackedSize(entry.uncompressedSize, path);
  const bytes = new BoundedBytes(path);
  try {
    await entry.getData(new WritableStream<Uint8Array>({ write: (chunk) => bytes.add(chunk) }));
  } catch (cause) {
    if (cause instanceof PupilaError) throw cause;
    throw bad(
      message`A file of the archive is damaged, or the archive changed. Received: path=${path}`,
      cause,
    );
  }
  return bytes.concat();
}

function bad(reason: Message, cause?: unknown): PupilaError {
  return new PupilaError('bad-archive', reason, { cause });
}
