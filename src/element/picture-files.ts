/** Files that a reader drops or chooses, with the folders they lie in, as a data source. */
import { type ForeignFormat, isForeign } from '../core/picture-format';
import type { DataSource } from '../index';
import { formatOf, unreadable } from './picture-content';

/** One file with its path below what was dropped or chosen. */
export interface PathFile {
  path: string;
  blob: File;
}

const READABLE = /\.(png|jpe?g|bmp|ppm|tiff?)$/i;

/** For `<input accept>`: what Pupila decodes. */
export const PICTURES = '.png,.jpg,.jpeg,.bmp,.ppm,.tif,.tiff';

/** A file that Pupila does not decode. */
export interface LeftOutFile {
  name: string;
  /** Null: it is no picture. */
  format: ForeignFormat | null;
}

/** Whether a name says that Pupila decodes the picture. */
export function isPictureName(name: string): boolean {
  return READABLE.test(name);
}

/** Tells pictures that Pupila decodes from other files, by their content. */
export async function sortPictures(
  files: readonly File[],
): Promise<{ pictures: File[]; leftOut: LeftOutFile[] }> {
  const formats = await Promise.all(files.map((file) => formatOf(file, file.name)));
  const pictures: File[] = [];
  const leftOut: LeftOutFile[] = [];
  files.forEach((file, i) => {
    const format = formats[i] ?? null;
    if (format !== null && !isForeign(format)) pictures.push(file);
    else leftOut.push({ name: file.name, format });
  });
  return { pictures, leftOut };
}

/** All files of a drop, folders read to the bottom. Rejects with the path of what cannot be read. */
export async function droppedFiles(transfer: DataTransfer): Promise<PathFile[]> {
  // Both are gone after the first await. Not every file has an entry: one that a script put there has none.
  const items = [...transfer.items].map((item) => ({
    entry: item.webkitGetAsEntry(),
    blob: item.getAsFile(),
  }));
  const found = items.map(({ entry, blob }) => {
    if (entry) return filesBelow(entry, entry.name);
    return blob ? [{ path: blob.name, blob }] : [];
  });
  return (await Promise.all(found)).flat();
}

/** All files of an `<input type="file">`, with or without `webkitdirectory`. */
export function chosenFiles(input: HTMLInputElement): PathFile[] {
  return Array.from(input.files ?? [], (blob) => ({ path: blob.webkitRelativePath || blob.name, blob }));
}

/**
 * One zip or `.npz` by itself is an archive; anything else is files in folders. A folder by itself is the data set, not
 * a class. Null for no files.
 */
export function sourceOf(files: readonly PathFile[]): DataSource | null {
  const [first] = files;
  if (!first) return null;
  if (files.length === 1 && /\.(zip|npz)$/i.test(first.path)) {
    return { kind: 'archive', blob: first.blob, name: first.blob.name };
  }
  const folder = first.path.slice(0, first.path.indexOf('/') + 1);
  const below = folder !== '' && files.every(({ path }) => path.startsWith(folder));
  const inside = below ? files.map(({ path, blob }) => ({ path: path.slice(folder.length), blob })) : files;
  return { kind: 'files', files: inside, name: first.path.split('/')[0] as string };
}

async function filesBelow(entry: FileSystemEntry, path: string): Promise<PathFile[]> {
  if (entry.isFile) {
    const blob = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject),
    ).catch(unreadable(path));
    return [{ path, blob }];
  }
  const children = await childrenOf(entry as FileSystemDirectoryEntry).catch(unreadable(path));
  const files = await Promise.all(children.map((child) => filesBelow(child, `${path}/${child.name}`)));
  return files.flat();
}

/** A folder is read in portions; the last one is empty. */
async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const children: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return children;
    children.push(...some);
  }
}
