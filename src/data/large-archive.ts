/** Zips too large for memory, read from their Blob in slices. Loaded only when one comes. */
import { BlobReader, type FileEntry, Uint8ArrayWriter, ZipReader } from '@zip.js/zip.js';
import { PupilaError } from '../core/errors';
import type { Archive } from './archive';

/** Reads the table of contents; each file is unpacked when it is asked for. */
export async function openLargeArchive(blob: Blob): Promise<Archive> {
  const reader = new ZipReader(new BlobReader(blob), { useWebWorkers: false });
  const entries = await reader.getEntries().catch((cause: unknown) => {
    throw new PupilaError('bad-archive', 'The zip archive cannot be read: it is cut off or damaged.', { cause });
  });
  const files = new Map(entries.filter((entry): entry is FileEntry => !entry.directory).map((e) => [e.filename, e]));
  return {
    paths: [...files.keys()],
    async read(path) {
      const entry = files.get(path);
      if (!entry) throw new PupilaError('bad-archive', `The archive has no such file. Received: path=${path}`);
      try {
        return (await entry.getData(new Uint8ArrayWriter())) as Uint8Array<ArrayBuffer>;
      } catch (cause) {
        const message = `A file of the archive is damaged or encrypted. Received: path=${path}`;
        throw new PupilaError('bad-archive', message, { cause });
      }
    },
  };
}
