/**
 * The table of files that a server delivers, built once before the first request. Links are resolved only here.
 * Requests are looked up in the table; their paths are never joined to a folder.
 */
import { constants, readdirSync, realpathSync, statSync } from 'node:fs';
import { type FileHandle, lstat, open, realpath } from 'node:fs/promises';
import { join } from 'node:path';

/** Real paths or URLs by address. Addresses are decoded and have no leading slash. */
export type ServedFiles = ReadonlyMap<string, string>;

/** Whether any part of the path starts with a dot. */
const isHidden = (path: string): boolean => path.split('/').some((part) => part.startsWith('.'));

export const isUrl = (target: string): boolean => /^https?:\/\//.test(target);

/** Converts a request's URL to an address of the table. Returns null if it is not validly encoded. */
export function decodedPath(url: string): string | null {
  try {
    return decodeURIComponent((url.split('?')[0] as string).slice(1));
  } catch {
    return null;
  }
}

/** Resolves all links in a path. */
export const realPathOf = (path: string): string => realpathSync.native(path);

/**
 * Lists all files in a folder and its subfolders. Follows links, as Keras with `follow_links=True`, but not a link to a
 * folder that contains it.
 *
 * @returns Real paths by path relative to the folder, separated by `/`. Null for a broken link.
 */
export function listFolder(folder: string): Map<string, string | null> {
  const files = new Map<string, string | null>();
  walk(realPathOf(folder), '', []);
  return files;

  function walk(real: string, prefix: string, ancestors: readonly string[]): void {
    for (const entry of readdirSync(real, { withFileTypes: true })) {
      const path = join(real, entry.name);
      const target = entry.isSymbolicLink() ? resolveLink(path) : { path, kind: entry };
      const name = prefix + entry.name;
      if (target === null) files.set(name, null);
      else if (target.kind.isFile()) files.set(name, target.path);
      else if (target.kind.isDirectory() && ![...ancestors, real].includes(target.path))
        walk(target.path, `${name}/`, [...ancestors, real]);
    }
  }
}

function resolveLink(path: string) {
  try {
    const real = realPathOf(path);
    return { path: real, kind: statSync(real) };
  } catch {
    return null;
  }
}

/**
 * Builds the table for named files, folders and URLs.
 *
 * @param mounts With `{ data: '/pictures' }`, `/pictures/cats/1.png` is at `data/cats/1.png`. Skips paths that do not
 * exist, and files whose name or folder name starts with a dot.
 */
export function listMounts(mounts: Readonly<Record<string, string>>): ServedFiles {
  const files = new Map<string, string>();
  for (const [name, target] of Object.entries(mounts)) {
    const stat = isUrl(target) ? null : statSync(target, { throwIfNoEntry: false });
    if (stat === null) files.set(name, target);
    else if (stat?.isFile()) files.set(name, realPathOf(target));
    else if (stat?.isDirectory()) {
      for (const [path, real] of listFolder(target))
        if (real !== null && !isHidden(path)) files.set(`${name}/${path}`, real);
    }
  }
  return files;
}

/**
 * Opens a file of the table.
 *
 * @returns Null if it no longer exists, or if it or one of its folders has been replaced by a link.
 */
export async function openListed(path: string): Promise<FileHandle | null> {
  // O_NONBLOCK: opening a pipe that has replaced the file would block forever. Windows has neither flag.
  const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;
  const handle = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK).catch(() => null);
  if (handle && (await isAt(handle, path).catch(() => false))) return handle;
  await handle?.close();
  return null;
}

/** Checks that no part of the path is a link: O_NOFOLLOW only checks the last part. */
async function isAt(handle: FileHandle, path: string): Promise<boolean> {
  const [opened, current, real] = await Promise.all([
    handle.stat({ bigint: true }),
    lstat(path, { bigint: true }),
    realpath(path),
  ]);
  return opened.isFile() && real === path && opened.ino === current.ino && opened.dev === current.dev;
}
