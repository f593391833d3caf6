/** Where a task leaves its results: a folder, and the names that may be written in it. Links are never followed. */
import { randomBytes } from 'node:crypto';
import { lstatSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, open, realpath, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { invalidArgument } from '../core/errors';
import { realPathOf } from './served-files';

/** Files that are being written. A process that ends meanwhile leaves none behind. */
const unfinished = new Set<string>();
process.on('exit', () => unfinished.forEach((path) => rmSync(path, { force: true })));

/** A folder and the files in it that a task writes. */
export interface Results {
  folder: string;
  /** Paths below the folder, with `/`. */
  names: readonly string[];
}

/** The targets of one task, by name. */
export class ResultFiles {
  readonly #targets: ReadonlyMap<string, string>;

  /**
   * Makes the folder and checks that every file can be written, before anything is computed.
   *
   * @throws {PupilaError} 'invalid-argument' naming what cannot be written, and why.
   */
  constructor({ folder, names }: Results) {
    attempt(folder, () => mkdirSync(folder, { recursive: true }));
    const real = realPathOf(folder);
    this.#targets = new Map(names.map((name) => [name, join(real, name)]));
    const folders = new Set([real, ...[...this.#targets.values()].map(dirname)]);
    for (const each of folders) attempt(each, () => checkFolder(each));
    for (const target of this.#targets.values()) attempt(target, () => checkTarget(target));
  }

  has(name: string): boolean {
    return this.#targets.has(name);
  }

  /**
   * Replaces one file, whole or not at all.
   *
   * @throws {PupilaError} 'invalid-argument' when it cannot be written (a full disk), or a link has taken the place of the
   * file or its folder.
   */
  async write(name: string, content: Readable): Promise<void> {
    const target = this.#targets.get(name) as string;
    await this.#replace(target, content).catch((error: unknown) => {
      throw asRefusal(target, error);
    });
  }

  /** Removes what an earlier task left under this name. */
  async remove(name: string): Promise<void> {
    await rm(this.#targets.get(name) as string, { force: true });
  }

  async #replace(target: string, content: Readable): Promise<void> {
    const folder = dirname(target);
    await mkdir(folder, { recursive: true });
    const partial = partialName(target);
    unfinished.add(partial);
    // 'wx' makes a new file: it fails where there is one, or a link.
    const handle = await open(partial, 'wx');
    try {
      await pipeline(content, handle.createWriteStream());
      if ((await realpath(partial)) !== partial) throw isLink(folder);
      checkTarget(target);
      await rename(partial, target);
    } catch (error) {
      await handle.close().catch(() => undefined);
      await rm(partial, { force: true });
      throw error;
    } finally {
      unfinished.delete(partial);
    }
  }
}

/** A name that nobody can guess, beside the target. */
function partialName(target: string): string {
  return join(dirname(target), `.${basename(target)}.${randomBytes(8).toString('hex')}`);
}

function checkFolder(folder: string): void {
  const stat = lstatSync(folder, { throwIfNoEntry: false });
  // A folder inside of the results is made when its first file comes.
  if (!stat) return;
  if (stat.isSymbolicLink()) throw isLink(folder);
  const probe = partialName(join(folder, 'probe'));
  writeFileSync(probe, '', { flag: 'wx' });
  rmSync(probe);
}

function checkTarget(target: string): void {
  const stat = lstatSync(target, { throwIfNoEntry: false });
  if (stat?.isSymbolicLink()) throw isLink(target);
  if (stat?.isDirectory())
    throw invalidArgument('`out` names files that can be written.', { out: `${target}, a folder` });
}

const isLink = (path: string) =>
  invalidArgument('`out` has no symbolic links in it: nothing is written through one.', { out: path });

function attempt(path: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    throw asRefusal(path, error);
  }
}

/** Turns the system's refusal into a sentence. */
function asRefusal(path: string, error: unknown): unknown {
  const { syscall, code } = error as NodeJS.ErrnoException;
  return syscall
    ? invalidArgument('`out` is a folder that can be written.', { out: `${path} (${code})` })
    : error;
}
