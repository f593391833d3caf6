/** Ways to interrupt a run: of the command line, and of the element in a page. Shared by tests. */
import { existsSync, readFileSync } from 'node:fs';
import { type Page, expect } from 'playwright/test';
import type { PupilaTrainer } from '../src/element/index';
import type { RandomState } from '../src/random/random-state';
import { TEXTS } from './texts';

/** When a run is interrupted. */
export interface Moment {
  /** Steps that this part of the run has done beyond those before. 0: it has not begun to train. */
  steps: number;
  /** From there on. */
  ms: number;
  /** Waits for the next write of a checkpoint. Only of the command line. */
  isInWrite: boolean;
}

/** Draws a moment of a part of a run. */
export function drawMoment(random: RandomState, stepsLeft: number): Moment {
  const isStart = stepsLeft <= 0 || random.random() < 0.2;
  const steps = isStart ? 0 : random.randint(1, stepsLeft + 1);
  // The start of a browser, or a few steps; after the last one, the results.
  const ms = Math.round(random.uniform(0, isStart ? 3000 : steps === stepsLeft ? 1000 : 100));
  return { steps, isInWrite: !isStart && random.random() < 0.4, ms };
}

/** What became of the runs of a way. */
export class Tally {
  readonly #way: string;
  readonly #seed: number;
  readonly #different: string[] = [];
  #interruptions = 0;
  #withCheckpoint = 0;
  #equal = 0;

  constructor(way: string, seed: number) {
    this.#way = way;
    this.#seed = seed;
  }

  get runs(): number {
    return this.#equal + this.#different.length;
  }

  addInterruption(hasCheckpoint: boolean): void {
    this.#interruptions += 1;
    if (hasCheckpoint) this.#withCheckpoint += 1;
  }

  /** @param differences What differs, with what was done. None: the run is equal. */
  addRun(differences: string[], moments: Moment[]): void {
    if (differences.length === 0) this.#equal += 1;
    else this.#different.push(`run ${this.runs}: ${differences.join(', ')} ${JSON.stringify(moments)}`);
  }

  /** Prints the line of the table. */
  check(): void {
    console.log(
      `| ${this.#way} | ${this.runs} runs | ${this.#interruptions} interruptions | ` +
        `${this.#withCheckpoint} with a checkpoint | ${this.#equal} equal | ${this.#different.length} different | ` +
        `PUPILA_TEST_SEED=${this.#seed}`,
    );
    expect(this.#different).toEqual([]);
    expect(this.#withCheckpoint).toBeGreaterThan(0);
  }
}

/** The results of a run that do not depend on time. */
export const EXACT_RESULTS = ['model/weights.bin', 'history.json', 'steps.json', 'steps.jsonl'];

/** Whether processes can be found. */
export const HAS_PROC = existsSync('/proc/self/task');

/** Returns the running child processes of a process, browsers among them. Without /proc: none. */
export function children(pid = process.pid): number[] {
  const path = `/proc/${pid}/task/${pid}/children`;
  return existsSync(path) ? readFileSync(path, 'utf8').trim().split(' ').filter(Boolean).map(Number) : [];
}

/** Returns the children of a process, and theirs. */
export const descendants = (pid: number): number[] =>
  children(pid).flatMap((child) => [child, ...descendants(child)]);

/** Whether a process has not ended. One whose end nobody has noticed has. */
export function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** Kills the browsers that a process has started. */
export const killBrowsers = (pid: number): void =>
  children(pid).forEach((child) => process.kill(child, 'SIGKILL'));

export const trainerOf = (page: Page) => page.locator('pupila-trainer');
/** What asks whether to continue a run. */
export const questionOf = (page: Page) =>
  trainerOf(page).getByRole('group', { name: TEXTS.es.trainer.kept.label });

/** Ways to interrupt what a page does. Each returns the page where it can be continued. */
export const PAGE_WAYS: Record<string, (page: Page) => Promise<Page>> = {
  'a reload': async (page) => {
    await page.reload();
    return page;
  },
  'a closed tab': async (page) => {
    const address = page.url();
    const next = await page.context().newPage();
    await page.close();
    await next.goto(address);
    return next;
  },
  'a crash': async (page) => {
    const address = page.url();
    const crashed = page.waitForEvent('crash');
    page.goto('chrome://crash').catch(() => undefined);
    await crashed;
    const next = await page.context().newPage();
    await next.goto(address);
    return next;
  },
};

/** Places in the browser where the element keeps runs, and what makes a page use them. */
export const PAGE_STORES: Record<string, (() => void) | undefined> = {
  'the file system': undefined,
  'the database': () =>
    delete (FileSystemFileHandle.prototype as { createWritable?: unknown }).createWritable,
};

/** Whether a page of this origin has left a run with a complete checkpoint. */
export const isKept = (page: Page): Promise<boolean> =>
  page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const runs = await root.getDirectoryHandle('pupila-runs').catch(() => null);
    for await (const run of runs?.values() ?? []) {
      const file = (run as FileSystemDirectoryHandle).getFileHandle('run.json');
      if (await file.catch(() => null)) return true;
    }
    const database = await new Promise<IDBDatabase>((resolve) => {
      const request = indexedDB.open('pupila-runs');
      request.onsuccess = () => resolve(request.result);
    });
    if (!database.objectStoreNames.contains('files')) {
      database.close();
      return false;
    }
    const request = database.transaction('files').objectStore('files').getAllKeys();
    await new Promise((resolve) => (request.onsuccess = resolve));
    database.close();
    return request.result.some((path) => (path as string).endsWith('/run.json'));
  });

/** What a run of the element ends with, to the last bit. */
export async function outcome(page: Page): Promise<unknown> {
  await expect(trainerOf(page).locator('[part=matrix]')).toBeVisible({ timeout: 120_000 });
  return trainerOf(page).evaluate((element) => {
    const { history, evaluation } = element as PupilaTrainer;
    return { history, outputs: evaluation?.probabilities.map((each) => [...each]) };
  });
}
