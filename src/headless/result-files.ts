/** Writes a task's results into a folder. Only listed and declared names can be written, and links are never followed. */
import { randomBytes } from 'node:crypto';
import { constants, lstatSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { type FileHandle, copyFile, link, mkdir, open, realpath, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { invalidArgument } from '../core/errors';
import { message } from '../core/message';
import { type DeclaredFile, isDeclared } from './declared-files';
import { realPathOf } from './served-files';

/** Files that are being written. Removed if the process exits before they are complete. */
const unfinished = new Set<string>();
process.on('exit', () => unfinished.forEach((path) => rmSync(path, { force: true })));

/** The folder and file names of a task's results. */
export interface Results {
  folder: string;
  /** Paths relative to the folder, separated by `/`. */
  names: readonly string[];
  /** Other files that the task may write. Default: none. */
  declared?: readonly DeclaredFile[];
}

/** The result files of one task. */
export class ResultFiles {
  readonly #targets: ReadonlyMap<string, string>;
  readonly #declared: readonly DeclaredFile[];
  /** The folder, without links. */
  readonly #real: string;

  /**
   * Creates the folder and checks that every file can be written, so that a task fails before it computes anything.
   * Removes what a killed task has left half-written of these files.
   *
   * @throws {PupilaError} 'invalid-argument' with the path that cannot be written, and why.
   */
  constructor({ folder, names, declared = [] }: Results) {
    attempt(folder, () => mkdirSync(folder, { recursive: true }));
    const real = realPathOf(folder);
    this.#real = real;
    this.#declared = declared;
    this.#targets = new Map(names.map((name) => [name, join(real, name)]));
    const folders = new Set([real, ...[...this.#targets.values()].map(dirname)]);
    for (const each of folders) attempt(each, () => checkFolder(each));
    for (const target of this.#targets.values()) attempt(target, () => checkTarget(target));
    for (const each of folders) attempt(each, () => this.#removeUnfinished(each));
  }

  has(name: string): boolean {
    return this.#targets.has(name) || isDeclared(this.#declared, name);
  }

  /** Opens a file that an earlier task wrote. Null: there is none. */
  async open(name: string): Promise<FileHandle | null> {
    const target = this.#targetOf(name);
    this.#checkFolders(target);
    // Fails if the path is a link, where systems can tell.
    const { O_RDONLY, O_NOFOLLOW = 0 } = constants;
    try {
      return await open(target, O_RDONLY | O_NOFOLLOW);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT') return null;
      throw code === 'ELOOP' ? linkError(target) : toPupilaError(target, error);
    }
  }

  /**
   * Replaces a file atomically.
   *
   * @throws {PupilaError} 'invalid-argument' if it cannot be written (such as a full disk), or if the file or its
   * folder has been replaced by a link.
   */
  async write(name: string, content: Readable): Promise<void> {
    await this.#replace(name, async (partial) => {
      // 'wx' fails if the path exists, also as a link.
      const handle = await open(partial, 'wx');
      await pipeline(content, handle.createWriteStream()).finally(() =>
        handle.close().catch(() => undefined),
      );
    });
  }

  /**
   * Replaces a file atomically by another one. Both are the same file until one of them is replaced.
   *
   * @throws {PupilaError} 'invalid-argument' for the reasons of `write`.
   */
  async copy(from: string, to: string): Promise<void> {
    const original = this.#targetOf(from);
    this.#checkFolders(original);
    checkTarget(original);
    // Some file systems have no hard links.
    await this.#replace(to, (partial) =>
      link(original, partial).catch(() => copyFile(original, partial, constants.COPYFILE_EXCL)),
    );
  }

  /**
   * Adds to the end of a file.
   *
   * @throws {PupilaError} 'invalid-argument' for the reasons of `write`.
   */
  async append(name: string, content: Readable): Promise<void> {
    const target = this.#targetOf(name);
    try {
      this.#checkFolders(target);
      const { O_WRONLY, O_APPEND, O_CREAT, O_NOFOLLOW = 0 } = constants;
      const handle = await open(target, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW);
      await pipeline(content, handle.createWriteStream());
    } catch (error) {
      throw toPupilaError(target, error);
    }
  }

  /** Removes the file that an earlier task wrote under this name. */
  async remove(name: string): Promise<void> {
    const target = this.#targetOf(name);
    this.#checkFolders(target);
    await rm(target, { force: true });
  }

  #removeUnfinished(folder: string): void {
    if (!lstatSync(folder, { throwIfNoEntry: false })) return;
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      const target = PARTIAL_NAME.exec(entry.name)?.[1];
      if (target === undefined || !entry.isFile() || unfinished.has(path)) continue;
      const name = relative(this.#real, join(folder, target)).replaceAll(sep, '/');
      if (this.has(name)) rmSync(path, { force: true });
    }
  }

  #targetOf(name: string): string {
    return this.#targets.get(name) ?? join(this.#real, name);
  }

  /** @throws {PupilaError} 'invalid-argument' if a folder between the task's and the file is a link. */
  #checkFolders(target: string): void {
    for (let folder = dirname(target); folder !== this.#real; folder = dirname(folder)) {
      const stat = lstatSync(folder, { throwIfNoEntry: false });
      if (stat?.isSymbolicLink()) throw linkError(folder);
    }
  }

  /** Creates a file beside another one, and then puts it in its place. */
  async #replace(name: string, create: (partial: string) => Promise<void>): Promise<void> {
    const target = this.#targetOf(name);
    const folder = dirname(target);
    const partial = partialName(target);
    try {
      this.#checkFolders(target);
      await mkdir(folder, { recursive: true });
      unfinished.add(partial);
      await create(partial);
      if ((await realpath(partial)) !== partial) throw linkError(folder);
      checkTarget(target);
      await rename(partial, target);
    } catch (error) {
      throw toPupilaError(target, error);
    } finally {
      // It is still there after an error, and if it was the same file as the target.
      await rm(partial, { force: true }).catch(() => undefined);
      unfinished.delete(partial);
    }
  }
}

/** Matches the names of `partialName`. The group is the target's. */
const PARTIAL_NAME = /^\.(.+)\.[0-9a-f]{16}$/;

/** Returns an unguessable path in the target's folder. */
function partialName(target: string): string {
  return join(dirname(target), `.${basename(target)}.${randomBytes(8).toString('hex')}`);
}

function checkFolder(folder: string): void {
  const stat = lstatSync(folder, { throwIfNoEntry: false });
  // Subfolders are created with their first file.
  if (!stat) return;
  if (stat.isSymbolicLink()) throw linkError(folder);
  const probe = partialName(join(folder, 'probe'));
  writeFileSync(probe, '', { flag: 'wx' });
  rmSync(probe);
}

function checkTarget(target: string): void {
  const stat = lstatSync(target, { throwIfNoEntry: false });
  if (stat?.isSymbolicLink()) throw linkError(target);
  if (stat?.isDirectory())
    throw invalidArgument(message`The files in \`out\` must be writable.`, { out: `${target}, a folder` });
}

const linkError = (path: string) =>
  invalidArgument(message`\`out\` must not contain symbolic links: nothing is written through them.`, {
    out: path,
  });

function attempt(path: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    throw toPupilaError(path, error);
  }
}

/** Codes of a full disk. Other system errors mean that the folder cannot be written. */
const FULL = ['ENOSPC', 'EDQUOT'];

/** Converts a system error to a `PupilaError`. */
function toPupilaError(path: string, error: unknown): unknown {
  const { syscall, code = '' } = error as NodeJS.ErrnoException;
  const rule = FULL.includes(code)
    ? message`The disk of \`out\` must have room.`
    : message`\`out\` must be a writable folder.`;
  return syscall ? invalidArgument(rule, { out: `${path} (${code})` }) : error;
}
