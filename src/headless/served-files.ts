/**
 * Which files a server gives away: a table that is made once, before the first request. Links are resolved here and
 * nowhere else. A request is looked up in the table; its path is never joined to a folder.
 */
import { constants, readdirSync, realpathSync, statSync } from 'node:fs';
import { type FileHandle, lstat, open, realpath } from 'node:fs/promises';
import { join } from 'node:path';

/** Real paths of files, or URLs, by address: decoded, without a slash at its start. */
export type ServedFiles = ReadonlyMap<string, string>;

/** Whether a part of the path starts with a dot. */
const isHidden = (path: string): boolean => path.split('/').some((part) => part.startsWith('.'));

export const isUrl = (target: string): boolean => /^https?:\/\//.test(target);

/** An address as the table has it, from a request's; null when it is not encoded as addresses are. */
export function decodedPath(url: string): string | null {
  try {
    return decodeURIComponent((url.split('?')[0] as string).slice(1));
  } catch {
    return null;
  }
}

/** The path without links, as the system spells it. */
export const realPathOf = (path: string): string => realpathSync.native(path);

/**
 * All files below a folder. Links to files and folders are followed, as Keras does with `follow_links=True`; a link to
 * a folder that it lies in is not.
 *
 * @returns Real paths by path below the folder, with `/`; null for a link to nothing.
 */
export function listFolder(folder: string): Map<string, string | null> {
  const files = new Map<string, string | null>();
  walk(realPathOf(folder), '', []);
  return files;

  function walk(real: string, prefix: string, above: readonly string[]): void {
    for (const entry of readdirSync(real, { withFileTypes: true })) {
      const path = join(real, entry.name);
      const target = entry.isSymbolicLink() ? followLink(path) : { path, kind: entry };
      const name = prefix + entry.name;
      if (target === null) files.set(name, null);
      else if (target.kind.isFile()) files.set(name, target.path);
      else if (target.kind.isDirectory() && ![...above, real].includes(target.path))
        walk(target.path, `${name}/`, [...above, real]);
    }
  }
}

function followLink(path: string) {
  try {
    const real = realPathOf(path);
    return { path: real, kind: statSync(real) };
  } catch {
    return null;
  }
}

/**
 * The table of files, folders and URLs that have a name each.
 *
 * @param mounts `{ data: '/pictures' }`: `/pictures/cats/1.png` is at `data/cats/1.png`. Files whose name, or whose
 * folder's name, starts with a dot are left out, and so is what does not exist.
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
 * @returns null when it is gone, or when a link has taken the place of the file or of a folder above it.
 */
export async function openListed(path: string): Promise<FileHandle | null> {
  // O_NONBLOCK: to open a pipe that has taken the file's place would wait for ever. Windows has neither flag.
  const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;
  const handle = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK).catch(() => null);
  if (handle && (await isAt(handle, path).catch(() => false))) return handle;
  await handle?.close();
  return null;
}

/** O_NOFOLLOW looks at the last part of a path only; this at all of them. */
async function isAt(handle: FileHandle, path: string): Promise<boolean> {
  const [opened, there, real] = await Promise.all([
    handle.stat({ bigint: true }),
    lstat(path, { bigint: true }),
    realpath(path),
  ]);
  return opened.isFile() && real === path && opened.ino === there.ino && opened.dev === there.dev;
}
