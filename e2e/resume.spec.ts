/** Runs that were interrupted continue from a checkpoint, to the last bit. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync, truncateSync } from 'node:fs';
import { type Page, expect } from 'playwright/test';
import { EXACT_RESULTS, HAS_PROC, killBrowsers } from './interruptions';
import { runScript } from './page-script';
import type { ResumePage } from './pages/resume';
import { headless, openWithPets, readJson, test } from './support';

const { train } = headless;

const TREE = 'fixtures/tree.zip';

declare global {
  var resume: ResumePage;
}

let page: Page;
test.beforeEach(async ({ open }, info) => {
  page = await openWithPets(open, info.outputPath('data'));
  await runScript(page, 'resume');
});

const SCHEDULE = { name: 'CosineDecay', decaySteps: 12, initialLearningRate: 0.1 };
/** The rate is halved after each epoch but the first, and the second epoch ends the run, with the weights of the first. */
const CALLBACKS = [
  { name: 'ReduceLROnPlateau', monitor: 'loss', patience: 1, minDelta: 10, factor: 0.5 },
  { name: 'EarlyStopping', monitor: 'loss', patience: 1, minDelta: 10, restoreBestWeights: true },
];

/** Sums of the metrics are kept within an epoch; the second epoch has no validation. */
const MEASURED = {
  metrics: 'precision,auc,recall,confusion_matrix',
  classWeight: 'cats=2',
  validationFreq: [1, 3],
};

for (const [network, options, count] of [
  ['chain', {}, 12],
  ['chain', { optimizer: 'sgd', momentum: 0.9, schedule: SCHEDULE }, 12],
  ['chain', { callbacks: CALLBACKS }, 8],
  ['chain', MEASURED, 12],
  ['graph', MEASURED, 12],
  ['graph', {}, 12],
] as const) {
  test(`${network} ${JSON.stringify(options)}: stopped after any step and continued, it ends with the same bits`, async () => {
    const stops = [1, 3, 4, 5, 8, 11, 12].filter((stop) => stop <= count);
    const { outcomes, steps } = await page.evaluate((args) => globalThis.resume.continues(...args), [
      network,
      options,
      stops,
    ] as const);
    expect(steps).toBe(count);
    expect(outcomes).toEqual(stops.flatMap(() => [true, true, true]));
  });
}

test('other options are refused by name; more epochs are not', async () => {
  const refuses = (options: object) => page.evaluate((given) => globalThis.resume.refuses(given), options);
  expect(await refuses({ batchSize: 4 })).toMatch(/Received: batchSize=4, checkpoint=5$/);
  expect(await refuses({ epochs: 4 })).toBe('it went on');
});

const RUN = { targetSize: [24, 24], batchSize: 8, epochs: 60, stepsPerEpoch: 10, seed: 1 } as const;

/** Trains with the command line until a checkpoint is there, and ends the process with a signal, or kills its browser. */
async function interrupted(out: string, signal: NodeJS.Signals | 'browser'): Promise<void> {
  const flags =
    '--target-size 24x24 --batch-size 8 --epochs 60 --steps-per-epoch 10 --seed 1 --gpu none --quiet';
  const child = spawn(process.execPath, [
    ...['dist/cli.js', 'train', TREE, '--out', out, '--checkpoint-seconds', '0', ...flags.split(' ')],
  ]);
  const isThere = (): boolean => existsSync(`${out}/checkpoints/0.ckpt`);
  await expect.poll(isThere, { timeout: 60_000, intervals: [20] }).toBe(true);
  if (signal === 'browser') killBrowsers(child.pid as number);
  else child.kill(signal);
  await once(child, 'exit');
}

const STATES = { SIGKILL: 'running', SIGTERM: 'stopped', browser: 'failed' };

for (const signal of ['SIGKILL', 'SIGTERM', 'browser'] as const) {
  test(`a run of the command line that was interrupted by ${signal} continues to the same files`, async ({}, info) => {
    test.skip(signal === 'browser' && !HAS_PROC, 'Browsers are found in /proc.');
    const [whole, cut] = [info.outputPath('whole'), info.outputPath('cut')];
    const options = { gpu: 'none', formats: ['tfjs'] } as const;
    await train({ data: TREE, out: whole, options: RUN, ...options });
    await interrupted(cut, signal);
    expect(readJson<{ state: string }>(`${cut}/run.json`).state).toBe(STATES[signal]);
    const again = train({ data: TREE, out: cut, options: RUN, ...options });
    await expect(again).rejects.toThrow(/has results of an earlier run/);
    const other = train({ data: TREE, out: cut, resume: cut, options: { ...RUN, seed: 2 }, ...options });
    await expect(other).rejects.toThrow('Received: seed=2, checkpoint=1');
    await train({ data: TREE, out: cut, resume: cut, ...options });
    for (const name of EXACT_RESULTS)
      expect(readFileSync(`${cut}/${name}`).equals(readFileSync(`${whole}/${name}`)), name).toBe(true);
    expect(readJson<{ state: string }>(`${cut}/run.json`).state).toBe('done');
  });
}

/** Runs the command line to its end. */
async function command(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, ['dist/cli.js', 'train', TREE, ...args]);
  const [out, err] = [[], []] as [string[], string[]];
  child.stdout.on('data', (text: Buffer) => out.push(text.toString()));
  child.stderr.on('data', (text: Buffer) => err.push(text.toString()));
  await once(child, 'close');
  return { code: child.exitCode, stdout: out.join(''), stderr: err.join('') };
}

test('with BackupAndRestore, the same command continues an interrupted run to the same files', async ({}, info) => {
  const [whole, cut] = [info.outputPath('whole'), info.outputPath('cut')];
  const flags = '--target-size 24x24 --batch-size 8 --epochs 60 --steps-per-epoch 10 --seed 1 --gpu none';
  const own = ['--formats', 'tfjs', ...flags.split(' ')];
  const backedUp = [...own, '--callbacks', 'BackupAndRestore(backup_dir="b", save_freq=3), ProgbarLogger'];
  expect((await command('--out', whole, ...own)).code).toBe(0);

  const child = spawn(process.execPath, ['dist/cli.js', 'train', TREE, '--out', cut, ...backedUp]);
  // The first one after three steps, and not after an epoch or 30 seconds.
  const isThere = (): boolean => existsSync(`${cut}/checkpoints/1.ckpt`);
  await expect.poll(isThere, { timeout: 60_000, intervals: [20] }).toBe(true);
  const second = await command('--out', cut, ...backedUp);
  expect(second.code).toBe(2);
  expect(second.stderr).toContain('Another run writes into `--out`.');
  child.kill('SIGKILL');
  await once(child, 'exit');
  const state = (): string => readJson<{ state: string }>(`${cut}/run.json`).state;
  expect(state()).toBe('running');

  const other = await command('--out', cut, ...backedUp, '--batch-size', '9');
  expect(other.code).toBe(2);
  expect(other.stderr).toMatch(
    /has an interrupted run with other data or options.*batchSize=9, checkpoint=8/,
  );
  expect(state()).toBe('running');

  const again = await command('--out', cut, ...backedUp);
  expect(again.code).toBe(0);
  expect(again.stderr).toMatch(/^BackupAndRestore: the interrupted run continues with epoch \d+/m);
  expect(again.stderr).toContain(
    'warning: BackupAndRestore keeps its backup with the checkpoints of the run',
  );
  expect(again.stderr).not.toMatch(/^epoch /m);
  expect(again.stdout).toMatch(
    /^Epoch 60\/60\n10\/10 - \d+s - \d+[mu]?s\/step - accuracy: \d\.\d{4} - loss: \d\.\d{4}/m,
  );
  for (const name of ['model/weights.bin', 'history.json', 'steps.json', 'steps.jsonl'])
    expect(readFileSync(`${cut}/${name}`).equals(readFileSync(`${whole}/${name}`)), name).toBe(true);
  expect(state()).toBe('done');
  expect(readdirSync(`${cut}/checkpoints`)).toEqual(['best.ckpt']);

  const third = await command('--out', cut, ...backedUp);
  expect(third.code).toBe(2);
  expect(third.stderr).toContain('has results of an earlier run');
});

test('BackupAndRestore: the seed of an interrupted run is taken, and a complete one can stay', async ({}, info) => {
  const out = info.outputPath('run');
  const callbacks = [{ name: 'BackupAndRestore', deleteCheckpoint: false }];
  const { seed: _, ...unseeded } = RUN;
  // With steps so long that it does not end before the signal is heard.
  const options = { ...unseeded, targetSize: [96, 96] as const, epochs: 3, stepsPerEpoch: 40, callbacks };
  const common = { data: TREE, gpu: 'none', formats: ['tfjs'] } as const;
  await expect(train({ ...common, options })).rejects.toThrow('BackupAndRestore needs a place');
  const stop = new AbortController();
  const onEvent = ({ type, ...event }: { type: string; epoch?: number; step?: number }): void => {
    if (type === 'step' && event.epoch === 1 && event.step === 1) stop.abort();
  };
  const { run } = await train({ ...common, out, options, onEvent, signal: stop.signal });
  const seedOf = (facts: Record<string, unknown>) => (facts['options'] as { seed: number }).seed;
  const events: unknown[] = [];
  const again = await train({ ...common, out, options, onEvent: (event) => events.push(event) });
  expect(seedOf(again.run)).toBe(seedOf(run));
  expect(again.history['loss']).toHaveLength(3);
  expect(events).toContainEqual({ type: 'restored', ...(again.run['resumedAt'] as object) });
  expect(readdirSync(`${out}/checkpoints`).sort()).toEqual(['0.ckpt', '1.ckpt', 'best.ckpt']);
  const begun: string[] = [];
  await train({ ...common, out, options, overwrite: true, onEvent: ({ type }) => begun.push(type) });
  expect(begun).not.toContain('restored');
});

test('of two checkpoints, a damaged one is passed over with a warning; without a good one the run does not begin', async ({}, info) => {
  const out = info.outputPath('run');
  const options = { gpu: 'none', formats: ['tfjs'], data: TREE, out } as const;
  await train({ ...options, options: { ...RUN, epochs: 2, stepsPerEpoch: 2 } });
  const damage = (name: string): void => truncateSync(`${out}/checkpoints/${name}`, 5000);
  damage('1.ckpt');
  const warnings: string[] = [];
  const onEvent = (event: { type: string; message?: string }): void => {
    if (event.type === 'warning') warnings.push(event.message ?? '');
  };
  await train({ ...options, resume: out, options: { epochs: 3 }, onEvent });
  expect(warnings[0]).toMatch(
    /^The checkpoint is not complete, or it was changed\. Received: checkpoint=.*1\.ckpt/,
  );
  damage('0.ckpt');
  damage('1.ckpt');
  await expect(train({ ...options, resume: out })).rejects.toMatchObject({ code: 'bad-checkpoint' });
});

test('a run continues with its callbacks, in its folder or in a new one, and leaves other results alone', async ({}, info) => {
  const [whole, cut, other] = [info.outputPath('whole'), info.outputPath('cut'), info.outputPath('other')];
  const callbacks = [
    { name: 'ModelCheckpoint', filepath: 'w-{epoch}-{batch}.weights.h5', saveWeightsOnly: true, saveFreq: 3 },
    { name: 'CSVLogger', filename: 'log.csv' },
  ];
  const options = { ...RUN, epochs: 3, stepsPerEpoch: 5, callbacks };
  const common = { data: TREE, gpu: 'none', formats: ['tfjs'] } as const;
  await train({ ...common, out: whole, options });
  const stop = new AbortController();
  const onEvent = ({ type, ...event }: { type: string; epoch?: number; step?: number }): void => {
    if (type === 'step' && event.epoch === 1 && event.step === 2) stop.abort();
  };
  await train({ ...common, out: cut, options, onEvent, signal: stop.signal });
  await train({ ...common, out: other, options: { ...RUN, epochs: 1, stepsPerEpoch: 1 } });
  const into = train({ ...common, resume: cut, out: other });
  await expect(into).rejects.toThrow(/has results of an earlier run/);
  await train({ ...common, resume: cut, out: other, overwrite: true });
  await train({ ...common, resume: `${cut}/checkpoints`, out: cut });
  const weights = (out: string) => readdirSync(out).filter((name) => name.startsWith('w-'));
  expect(weights(cut)).toEqual(weights(whole));
  for (const out of [cut, other])
    expect(readFileSync(`${out}/log.csv`, 'utf8')).toBe(readFileSync(`${whole}/log.csv`, 'utf8'));
  await expect(train({ ...common, options, checkpointSeconds: 3 })).rejects.toThrow('needs `out`');
});
