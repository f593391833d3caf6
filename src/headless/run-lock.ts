/** Keeps two processes from writing into the same run's folder. */
import { type Stats, lstatSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { invalidArgument } from '../core/errors';
import { message } from '../core/message';

const NAME = 'run.lock';
/** Time in ms between two signs of life. */
const BEAT = 10_000;
/** Time in ms after which a process of another computer counts as ended. */
const SILENCE = 60_000;

/** Who writes into a folder. */
interface Holder {
  pid: number;
  host: string;
}

/** Locks that this process holds. */
const held = new Set<string>();
process.on('exit', () => held.forEach((path) => rmSync(path, { force: true })));

/**
 * Writes the file `run.lock` into a folder, which it creates if needed. The lock of a process that was killed does not count.
 *
 * @returns A function that removes it.
 * @throws {PupilaError} 'invalid-argument' if another run, in this process or in another one, has the folder.
 * @example
 * const unlock = lockRun('runs/first');
 * try {
 *   await work();
 * } finally {
 *   unlock();
 * }
 */
export function lockRun(out: string): () => void {
  const path = resolve(out, NAME);
  const holder = holderOf(path);
  if (holder)
    throw invalidArgument(
      message`Another run writes into \`out\`. Wait until it has ended, or name another folder.`,
      { out, ...holder },
    );
  try {
    mkdirSync(out, { recursive: true });
    rmSync(path, { force: true });
    writeFileSync(path, JSON.stringify({ pid: process.pid, host: hostname() } satisfies Holder), {
      flag: 'wx',
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST' && statOf(path)?.isFile()) return lockRun(out);
    // Whether the folder can be written, and why not, is said when its files are checked.
    return () => undefined;
  }
  held.add(path);
  const beat = setInterval(() => {
    try {
      utimesSync(path, new Date(), new Date());
    } catch {
      // Somebody has removed it.
    }
  }, BEAT).unref();
  return () => {
    clearInterval(beat);
    held.delete(path);
    rmSync(path, { force: true });
  };
}

/** Null: there is none, or it cannot be seen. */
function statOf(path: string): Stats | null {
  try {
    return lstatSync(path);
  } catch {
    return null;
  }
}

/** Returns the living process that has a folder. Null: none. */
function holderOf(path: string): Holder | null {
  const stat = statOf(path);
  if (!stat?.isFile()) return null;
  const holder = read(path);
  if (!holder) return null;
  const isAlive =
    holder.host === hostname() ? isRunning(holder.pid, path) : Date.now() - stat.mtimeMs < SILENCE;
  return isAlive ? holder : null;
}

/** Returns null for a file that was not written to its end. */
function read(path: string): Holder | null {
  try {
    const { pid, host } = JSON.parse(readFileSync(path, 'utf8')) as Partial<Holder>;
    return typeof pid === 'number' && typeof host === 'string' ? { pid, host } : null;
  } catch {
    return null;
  }
}

function isRunning(pid: number, path: string): boolean {
  // In a container, the process before often had the same number.
  if (pid === process.pid) return held.has(path);
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
