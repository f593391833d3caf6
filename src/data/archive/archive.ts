/** Zip archives and other collections of files, by path. The only module that uses jszip. */
import { buf as checksum } from 'crc-32';
import JSZip from 'jszip';
import { PupilaError } from '../../core/errors';
import { type Message, message } from '../../core/message';
import type { Archive } from '../../core/types';
import { BoundedBytes, checkUnpackedSize } from './bounded-bytes';

/** Members of jszip that its types lack: claimed size and checksum, and unpacking chunk by chunk. */
interface Entry extends JSZip.JSZipObject {
  readonly _data: { uncompressedSize?: number; crc32?: number };
  internalStream(type: 'uint8array'): JSZip.JSZipStreamHelper<Uint8Array>;
}

/**
 * jszip holds all bytes of a Blob in memory, in every worker. Above this size, files are read from the Blob one by one.
 */
const IN_MEMORY_LIMIT = 200 * 2 ** 20;

/**
 * Opens a zip.
 *
 * @throws {PupilaError} 'bad-archive' if it is not a zip, empty, cut off, encrypted, or compressed with anything but
 *   deflate.
 * @example
 * const archive = await openArchive(file);
 * const bytes = await archive.read(archive.paths[0]);
 */
export async function openArchive(source: Blob | Uint8Array): Promise<Archive> {
  const size = source instanceof Blob ? source.size : source.byteLength;
  if (size === 0) throw bad(message`The zip archive is empty; download or pack it again.`);
  if (source instanceof Blob && size > IN_MEMORY_LIMIT) {
    const { openLargeArchive } = await import('./large-archive');
    return openLargeArchive(source);
  }
  const bytes = source instanceof Blob ? await readBlob(source, 'the archive') : source;
  if (bytes[0] !== 0x50 || bytes[1] !== 0x4b) {
    throw bad(message`The file is not a zip archive; choose another file, or download it again.`);
  }
  const zip = await JSZip.loadAsync(bytes).catch((cause: unknown) => {
    throw bad(reasonOf(String(cause)), cause);
  });
  const files = new Map<string, Entry>();
  for (const entry of Object.values(zip.files)) {
    // Some Windows tools write backslashes.
    if (!entry.dir) files.set(entry.name.replaceAll('\\', '/'), entry as Entry);
  }
  if (files.size === 0) throw bad(message`The zip archive contains no files; pack the folder again.`);
  return {
    paths: [...files.keys()],
    async read(path) {
      const entry = files.get(path);
      if (!entry) throw bad(message`The archive does not contain this file. Received: path=${path}`);
      return unpack(entry, path);
    },
  };
}

/** Packs files into a zip, by path. Uncompressed, because a model's weights hardly shrink. */
export function packArchive(files: Readonly<Record<string, string | ArrayBuffer>>): Promise<Blob> {
  const zip = new JSZip();
  for (const [path, content] of Object.entries(files)) zip.file(path, content);
  return zip.generateAsync({ type: 'blob', mimeType: 'application/zip' });
}

/** Presents single files, such as those of a chosen folder, as an archive. */
export function archiveFromFiles(files: Iterable<{ path: string; blob: Blob }>): Archive {
  const byPath = new Map(Array.from(files, ({ path, blob }) => [path, blob]));
  return {
    paths: [...byPath.keys()],
    async read(path) {
      const blob = byPath.get(path);
      if (!blob) throw bad(message`This file does not exist. Received: path=${path}`);
      return readBlob(blob, path);
    },
  };
}

/** Reads a Blob. This fails if the chosen file has changed on disk in the meantime. */
async function readBlob(blob: Blob, name: string): Promise<Uint8Array<ArrayBuffer>> {
  const buffer = await blob.arrayBuffer().catch((cause: unknown) => {
    throw changedFileError(name, cause);
  });
  return new Uint8Array(buffer);
}

export function changedFileError(name: string, cause: unknown): PupilaError {
  return bad(message`A chosen file was moved or changed; choose it again. Received: path=${name}`, cause);
}

function reasonOf(cause: string): Message {
  if (cause.includes('Encrypted'))
    return message`The zip archive is encrypted; pack it again without a password.`;
  if (cause.includes('compression'))
    return message`The zip archive is not compressed with deflate; pack it again as an ordinary zip.`;
  return message`The zip archive is cut off or damaged; download or pack it again.`;
}

function unpack(entry: Entry, path: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Promise((resolve, reject) => {
    checkUnpackedSize(entry._data.uncompressedSize ?? 0, path);
    const bytes = new BoundedBytes(path);
    const stream = entry.internalStream('uint8array');
    stream
      .on('data', (chunk) => {
        try {
          bytes.add(chunk);
        } catch (error) {
          stream.pause();
          reject(error);
        }
      })
      .on('error', (cause) =>
        reject(bad(message`A file of the archive is damaged. Received: path=${path}`, cause)),
      )
      .on('end', () => {
        const content = bytes.concat();
        // jszip compares checksums only if it unpacks all files when it opens the archive.
        if (checksum(content) >>> 0 === (entry._data.crc32 ?? 0) >>> 0) resolve(content);
        else reject(bad(message`A file of the archive is damaged. Received: path=${path}`));
      })
      .resume();
  });
}

function bad(reason: Message, cause?: unknown): PupilaError {
  return new PupilaError('bad-archive', reason, { cause });
}
