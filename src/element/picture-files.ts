/** Converts files that the reader drops or selects, with their folders, to a data source. */
import { type ForeignFormat, isForeign } from '../core/picture-format';
import type { DataSource } from '../index';
import { formatOf, unreadable } from './picture-content';

/** A file with its path in the dropped or selected folder. */
export interface PathFile {
  path: string;
  blob: File;
}

const READABLE = /\.(png|jpe?g|bmp|ppm|tiff?)$/i;

/** Extensions of the formats that Pupila decodes, for `<input accept>`. */
export const PICTURE_EXTENSIONS = '.png,.jpg,.jpeg,.bmp,.ppm,.tif,.tiff';

/** A file that Pupila cannot decode. */
export interface SkippedFile {
  name: string;
  /** Null: not a picture. */
  format: ForeignFormat | null;
}

/** Whether the extension is that of a format that Pupila decodes. */
export function isPictureName(name: string): boolean {
  return READABLE.test(name);
}

/** Separates pictures that Pupila decodes from other files, by content. */
export async function sortPictures(
  files: readonly File[],
): Promise<{ pictures: File[]; skipped: SkippedFile[] }> {
  const formats = await Promise.all(files.map((file) => formatOf(file, file.name)));
  const pictures: File[] = [];
  const skipped: SkippedFile[] = [];
  files.forEach((file, i) => {
    const format = formats[i] ?? null;
    if (format !== null && !isForeign(format)) pictures.push(file);
    else skipped.push({ name: file.name, format });
  });
  return { pictures, skipped };
}

/** Returns all dropped files; reads folders recursively. Rejects with the path that cannot be read. */
export async function droppedFiles(transfer: DataTransfer): Promise<PathFile[]> {
  // Read synchronously: both are unavailable after an await. Files that a script added have no entry.
  const items = [...transfer.items].map((item) => ({
    entry: item.webkitGetAsEntry(),
    blob: item.getAsFile(),
  }));
  const found = items.map(async ({ entry, blob }) => {
    if (entry) return filesIn(entry, entry.name);
    return blob ? [{ path: blob.name, blob }] : [];
  });
  return (await Promise.all(found)).flat();
}

/** Returns all files of an `<input type="file">`, with or without `webkitdirectory`. */
export function chosenFiles(input: HTMLInputElement): PathFile[] {
  return Array.from(input.files ?? [], (blob) => ({ path: blob.webkitRelativePath || blob.name, blob }));
}

/**
 * Converts files to a data source: a single zip or `.npz` is an archive, anything else is files in folders. A single
 * top-level folder is the data set, not a class. Returns null for no files.
 */
export function sourceOf(files: readonly PathFile[]): DataSource | null {
  const [first] = files;
  if (!first) return null;
  if (files.length === 1 && /\.(zip|npz)$/i.test(first.path)) {
    return { kind: 'archive', blob: first.blob, name: first.blob.name };
  }
  const folder = first.path.slice(0, first.path.indexOf('/') + 1);
  const hasSingleFolder = folder !== '' && files.every(({ path }) => path.startsWith(folder));
  const relativeFiles = hasSingleFolder
    ? files.map(({ path, blob }) => ({ path: path.slice(folder.length), blob }))
    : files;
  return { kind: 'files', files: relativeFiles, name: first.path.split('/')[0] as string };
}

async function filesIn(entry: FileSystemEntry, path: string): Promise<PathFile[]> {
  if (entry.isFile) {
    const blob = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject),
    ).catch(unreadable(path));
    return [{ path, blob }];
  }
  const children = await childrenOf(entry as FileSystemDirectoryEntry).catch(unreadable(path));
  const files = await Promise.all(children.map((child) => filesIn(child, `${path}/${child.name}`)));
  return files.flat();
}

/** `readEntries` returns a folder in chunks and ends with an empty one. */
async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const children: FileSystemEntry[] = [];
  for (;;) {
    const chunk = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (chunk.length === 0) return children;
    children.push(...chunk);
  }
}
