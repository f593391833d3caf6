/**
 * A soak: runs that are interrupted at random moments, up to three times each, and continued end with the bits of a run
 * that was not. `PUPILA_INTERRUPTIONS` is the number of runs of each way (default 20); `PUPILA_TEST_SEED` repeats their
 * moments.
 */
import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type Page, expect } from 'playwright/test';
import type { PupilaTrainer } from '../src/element/index';
import { RandomState } from '../src/random/random-state';
import { testSeed } from '../src/random/seed.testing';
import {
  EXACT_RESULTS,
  HAS_PROC,
  type Moment,
  PAGE_STORES,
  PAGE_WAYS,
  Tally,
  descendants,
  drawMoment,
  isKept,
  isRunning,
  killBrowsers,
  outcome,
  questionOf,
  trainerOf,
} from './interruptions';
import { pupila, smallPictures, test, zipOf } from './support';
import { TEXTS } from './texts';

const COUNT = Number(process.env['PUPILA_INTERRUPTIONS'] ?? 20);
const SEED = testSeed();
const MINUTE = 60_000;

/** With Dropout, BatchNormalization and branches; a chain. */
const NETWORKS = ['nets/branches.keras', 'train/small_binary_adam.initial.keras'];
const [EPOCHS, STEPS] = [6, 60];

/** The number of steps in the records of a run. */
const stepsIn = (out: string): number =>
  existsSync(`${out}/steps.jsonl`) ? readFileSync(`${out}/steps.jsonl`, 'utf8').split('\n').length - 1 : 0;

/** Files that are being written, or were when the run was interrupted. */
const unfinishedIn = (folder: string): string[] =>
  existsSync(folder)
    ? (readdirSync(folder, { recursive: true }) as string[]).filter((path) => basename(path).startsWith('.'))
    : [];

type LineWay = 'SIGKILL' | 'SIGTERM' | 'browser';

interface Part {
  out: string;
  args: string[];
  /** For the files of the browser. */
  temporary: string;
}

/** Trains until a moment. Returns whether it was interrupted: it may end before. */
async function trainUntil(moment: Moment, way: LineWay, { out, args, temporary }: Part): Promise<boolean> {
  const target = moment.steps > 0 ? stepsIn(out) + moment.steps : 0;
  const env = { ...process.env, TMPDIR: temporary };
  const child = spawn(process.execPath, ['dist/cli.js', 'train', ...args], { env });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += String(chunk)));
  const pid = child.pid as number;
  const ended = new Promise<number | null>((done) => child.once('exit', done));
  const until = async (isReached: () => boolean): Promise<void> => {
    while (child.exitCode === null && !isReached()) await setTimeout(2);
  };
  await until(() => stepsIn(out) >= target);
  await setTimeout(moment.ms);
  if (moment.isInWrite) await until(() => unfinishedIn(`${out}/checkpoints`).length > 0);
  if (way === 'browser') await until(() => descendants(pid).length > 0);
  const processes = descendants(pid);
  expect(child.exitCode ?? 0, output).toBe(0);
  if (way === 'browser') killBrowsers(pid);
  else child.kill(way);
  const code = await ended;
  await expect.poll(() => processes.filter(isRunning), { timeout: MINUTE }).toEqual([]);
  // Nobody is left to remove them after SIGKILL; a browser that is killed leaves its socket.
  const left = readdirSync(temporary).filter(
    (name) => way !== 'browser' || !name.startsWith('org.chromium.'),
  );
  if (way !== 'SIGKILL') expect(left, `${JSON.stringify(moment)} ${output}`).toEqual([]);
  return code !== 0;
}

/** How an interrupted run continues, and whether it has a checkpoint. Without one, it says so and begins anew. */
async function continuation(data: string, out: string): Promise<{ flags: string[]; hasCheckpoint: boolean }> {
  const hasCheckpoint = ['0', '1'].some((name) => existsSync(`${out}/checkpoints/${name}.ckpt`));
  if (hasCheckpoint) return { flags: ['--resume', out], hasCheckpoint };
  const { code, stderr } = await pupila('train', data, '--resume', out);
  expect(stderr).toContain('`--resume` must be the folder of a run with checkpoints.');
  expect(code).toBe(2);
  return { flags: ['--overwrite'], hasCheckpoint };
}

for (const way of ['SIGKILL', 'SIGTERM', 'browser'] as const) {
  test(`runs of the command line that ${way} interrupts`, async ({}, info) => {
    test.skip(!HAS_PROC, 'Processes are found in /proc.');
    test.setTimeout((1 + COUNT) * 5 * MINUTE);
    const random = new RandomState(SEED);
    const tally = new Tally(way, SEED);
    const data = info.outputPath('pets.zip');
    // Sockets have short paths.
    const temporary = mkdtempSync(join(tmpdir(), 'pupila-'));
    mkdirSync(info.outputDir, { recursive: true });
    writeFileSync(data, await zipOf(await smallPictures()));
    const argsOf = (network: string, out: string): string[] => [
      ...[data, '--model', `fixtures/${network}`, '--out', out],
      ...'--formats tfjs --gpu none --quiet --checkpoint-seconds 0'.split(' '),
      ...['--workers', String(random.randint(1, 4))],
      ...['--threads', String(random.randint(1, 4))],
    ];
    const chosen = `--batch-size 8 --epochs ${EPOCHS} --steps-per-epoch ${STEPS} --validation-split 0.25 --seed 1 --metrics auc`;
    const wholes = NETWORKS.map((network) => info.outputPath('whole', basename(network)));
    for (const [i, whole] of wholes.entries()) {
      const { code, stderr } = await pupila('train', ...argsOf(NETWORKS[i]!, whole), ...chosen.split(' '));
      expect(code, stderr).toBe(0);
    }
    while (tally.runs < COUNT) {
      const turn = tally.runs % NETWORKS.length;
      const out = info.outputPath('cut', String(tally.runs));
      const moments: Moment[] = [];
      const count = random.randint(1, 4);
      let flags = chosen.split(' ');
      let isEnded = false;
      while (moments.length < count) {
        const moment = drawMoment(random, EPOCHS * STEPS - stepsIn(out));
        const args = [...argsOf(NETWORKS[turn]!, out), ...flags];
        isEnded = !(await trainUntil(moment, way, { out, args, temporary }));
        if (isEnded) break;
        moments.push(moment);
        const next = await continuation(data, out);
        tally.addInterruption(next.hasCheckpoint);
        flags = next.hasCheckpoint ? next.flags : [...chosen.split(' '), ...next.flags];
      }
      if (!isEnded) {
        const { code, stderr } = await pupila('train', ...argsOf(NETWORKS[turn]!, out), ...flags);
        expect(code, `${stderr} ${JSON.stringify(moments)}`).toBe(0);
      }
      if (moments.length === 0) {
        rmSync(out, { recursive: true });
        continue;
      }
      const differs = (name: string): boolean =>
        !readFileSync(`${out}/${name}`).equals(readFileSync(`${wholes[turn]!}/${name}`));
      tally.addRun([...EXACT_RESULTS.filter(differs), ...unfinishedIn(out)], moments);
    }
    rmSync(temporary, { recursive: true });
    tally.check();
  });
}

const PAGE_OPTIONS = { seed: 3, epochs: EPOCHS, stepsPerEpoch: STEPS, batchSize: 8, validationSteps: 2 };

/** Loads the network with Dropout and BatchNormalization. */
const load = (page: Page): Promise<void> =>
  trainerOf(page).evaluate((element) => (element as PupilaTrainer).load('nets/branches.keras'));

/** Resolves at a moment of the run that `begin` starts. Returns how many steps were done, or null if it ended before. */
async function pageUntil(page: Page, moment: Moment, begin: () => Promise<void>): Promise<number | null> {
  await trainerOf(page).evaluate((element, { steps, ms }) => {
    let done = 0;
    globalThis.momentOfRun = new Promise((resolve) => {
      const reach = (): void => void window.setTimeout(() => resolve(done), ms);
      element.addEventListener('pupila-step', () => ++done === steps && reach());
      element.addEventListener('pupila-evaluation', () => resolve(null));
      if (steps === 0) reach();
    });
  }, moment);
  await begin();
  return page.evaluate(() => globalThis.momentOfRun);
}

declare global {
  var momentOfRun: Promise<number | null>;
}

for (const [way, interrupt] of Object.entries(PAGE_WAYS)) {
  test(`runs of the element that ${way} interrupts`, async ({ open }) => {
    test.setTimeout((1 + COUNT) * 5 * MINUTE);
    const random = new RandomState(SEED);
    const tally = new Tally(way, SEED);
    const stores = Object.values(PAGE_STORES);
    const start = (page: Page, options = {}): Promise<void> =>
      trainerOf(page).evaluate(
        (element, given) => {
          Object.assign(element, given);
          (element as PupilaTrainer).start().catch(() => undefined);
        },
        { ...PAGE_OPTIONS, ...options },
      );
    let whole: unknown = null;
    while (tally.runs < COUNT) {
      const before = stores[tally.runs % stores.length];
      let page = await open({
        path: 'embed.html',
        mounts: { nets: 'fixtures/nets' },
        ...(before && { before }),
      });
      await load(page);
      if (!whole) {
        await start(page);
        whole = await outcome(page);
        await page.reload();
        await load(page);
      }
      const moments: Moment[] = [];
      const count = random.randint(1, 4);
      let begin = (): Promise<void> =>
        start(page, { threads: random.randint(1, 3), workers: random.randint(1, 4) });
      let isEnded = false;
      let stepsLeft = PAGE_OPTIONS.epochs * PAGE_OPTIONS.stepsPerEpoch;
      while (moments.length < count) {
        const moment = drawMoment(random, stepsLeft);
        const done = await pageUntil(page, moment, begin);
        isEnded = done === null;
        if (done === null) break;
        stepsLeft -= done;
        page = await interrupt(page);
        await load(page);
        moments.push(moment);
        const hasCheckpoint = await isKept(page);
        tally.addInterruption(hasCheckpoint);
        const proceed = questionOf(page).getByRole('button', { name: TEXTS.es.trainer.kept.proceed });
        await expect(proceed).toHaveCount(hasCheckpoint ? 1 : 0);
        begin = hasCheckpoint ? () => proceed.click() : () => start(page);
      }
      if (!isEnded) await begin();
      const end = await outcome(page);
      if (moments.length > 0)
        tally.addRun(
          JSON.stringify(end) === JSON.stringify(whole) ? [] : [JSON.stringify([end, whole])],
          moments,
        );
      await page.context().close();
    }
    tally.check();
  });
}
