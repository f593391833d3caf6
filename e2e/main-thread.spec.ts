/**
 * The page while the course's network trains, on WebAssembly with batches of 128: its main thread stays free, and
 * training continues in a hidden tab. Measured in CPU time and in ratios, which other processes hardly change.
 */
import { type Browser, type Page, expect } from 'playwright/test';
import type { PupilaTrainer } from '../src/element/index';
import type * as Pupila from '../src/index';
import { test } from './support';

/** What the page counts: steps, the time of each epoch's end, and the delay of each click's response, in ms. */
interface Counts {
  steps: number;
  epochEnds: number[];
  answers: number[];
}

declare global {
  var counts: Counts;
}

/** An event of Chromium's trace. Durations in µs: `dur` of the wall clock, `tdur` of the thread's CPU time. */
interface TraceEvent {
  name: string;
  pid: number;
  tid: number;
  dur?: number;
  tdur?: number;
  args: { name?: string };
}

/** Trains in the element with these attributes until the second step, and counts. */
async function train(page: Page, attributes: Record<string, string>): Promise<void> {
  await page.evaluate((given) => {
    const counts: Counts = { steps: 0, epochEnds: [], answers: [] };
    globalThis.counts = counts;
    const element = document.querySelector('pupila-trainer') as HTMLElement;
    for (const [name, value] of Object.entries(given)) element.setAttribute(name, value);
    element.addEventListener('pupila-step', () => (counts.steps += 1));
    element.addEventListener('pupila-epoch', () => counts.epochEnds.push(performance.now()));
    document.addEventListener('click', ({ timeStamp }) => counts.answers.push(performance.now() - timeStamp));
    document.body.append(Object.assign(document.createElement('button'), { textContent: 'ping' }));
  }, attributes);
  await page.getByRole('button', { name: 'Entrenar' }).click();
  await page.waitForFunction(() => globalThis.counts.steps > 1, null, { timeout: 90_000 });
}

/** Returns the CPU time in ms of each task of the page's main thread during `work`, longest first. */
async function mainThreadTasks(browser: Browser, page: Page, work: () => Promise<void>): Promise<number[]> {
  await browser.startTracing(page, { categories: ['toplevel', '-*'] });
  await work();
  const { traceEvents } = JSON.parse(String(await browser.stopTracing())) as { traceEvents: TraceEvent[] };
  const mains = traceEvents
    .filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
    .map(({ pid, tid }) => `${pid} ${tid}`);
  return traceEvents
    .filter(({ name, pid, tid }) => name.endsWith('::RunTask') && mains.includes(`${pid} ${tid}`))
    .flatMap(({ tdur }) => (tdur === undefined ? [] : [tdur / 1000]))
    .sort((a, b) => b - a);
}

/** Below the 50 ms of a long task. The longest measured takes 15 to 18. */
const LONGEST_MS = 40;
/** Number of clicks at least. */
const CLICKS = 15;
/** Half of the clicks are answered faster. Measured: 10, on a busy machine. */
const ANSWER_MS = 30;

test('the page stays responsive while the network trains', async ({ open, browserWith }) => {
  const page = await open({ path: 'embed.html' });
  await train(page, { epochs: '20', 'batch-size': '128', 'target-size': '150' });
  const tasks = await mainThreadTasks(await browserWith('none'), page, async () => {
    const { epochEnds } = await page.evaluate(() => globalThis.counts);
    // Includes the ends of two epochs and the whole validation between them.
    const areOver = () =>
      page.evaluate((ends) => globalThis.counts.epochEnds.length >= ends, epochEnds.length + 2);
    for (let clicks = 0; clicks < CLICKS || !(await areOver()); clicks++) {
      await page.getByRole('button', { name: 'ping' }).click();
      await page.waitForTimeout(200);
    }
  });
  const answers = (await page.evaluate(() => globalThis.counts.answers)).sort((a, b) => a - b);
  const median = answers[Math.floor(answers.length / 2)];
  console.log(
    `${tasks.length} tasks, the longest ${tasks[0]} ms; ${answers.length} clicks, half within ${median} ms`,
  );
  expect(tasks.length).toBeGreaterThan(200);
  // What is long comes with each epoch, so at least twice. Once may be the machine: 19 to 52 ms in nine runs of one build.
  expect(tasks[1]).toBeLessThan(LONGEST_MS);
  expect(median).toBeLessThan(ANSWER_MS);
});

test('a network with normalizations computes its whole batch in short parts', async ({
  open,
  browserWith,
}) => {
  const page = await open({ path: 'embed.html' });
  await page.locator('pupila-trainer').evaluate(async (element) => {
    const library = './browser/pupila.js';
    const { backendReady, buildNetwork } = (await import(library)) as typeof Pupila;
    await backendReady();
    const convolution = { type: 'Conv2D', filters: 16, kernelSize: 3, strides: 1, padding: 'same' } as const;
    const network: Pupila.NetworkSpec = {
      inputShape: [48, 48, 3],
      layers: [
        ...[1, 2, 3].flatMap(() => [
          { ...convolution, activation: 'relu' } as const,
          { type: 'BatchNormalization' } as const,
        ]),
        { type: 'Flatten' },
        { type: 'Dense', units: 1, activation: 'sigmoid' },
      ],
    };
    (element as PupilaTrainer).model = buildNetwork(network, 1);
  });
  await train(page, { epochs: '20', 'batch-size': '64' });
  const steps = () => page.evaluate(() => globalThis.counts.steps);
  const before = await steps();
  const tasks = await mainThreadTasks(await browserWith('none'), page, async () => {
    await page.waitForFunction((seen) => globalThis.counts.steps > seen + 4, before, { timeout: 60_000 });
  });
  const perStep = tasks.reduce((sum, ms) => sum + ms, 0) / ((await steps()) - before);
  console.log(`${tasks.length} tasks, the longest ${tasks.slice(0, 3).join(', ')} ms; ${perStep} ms a step`);
  // Other causes, such as garbage collection, may lengthen one task or two, but not one in each step.
  expect(tasks[2]).toBeLessThan(LONGEST_MS);
  expect(perStep).toBeGreaterThan(1.5 * LONGEST_MS);
});

/** Simulates a hidden tab: no animation frames, and timers once a second. Runs in the page. */
function hideTab(): void {
  Object.defineProperty(document, 'visibilityState', { value: 'hidden' });
  Object.defineProperty(document, 'hidden', { value: true });
  globalThis.requestAnimationFrame = () => 0;
  const setTimeout = globalThis.setTimeout.bind(globalThis);
  const slow = (task: TimerHandler, ms = 0, ...rest: unknown[]): number =>
    setTimeout(task, Math.max(1000, ms), ...rest);
  globalThis.setTimeout = slow as typeof globalThis.setTimeout;
  document.dispatchEvent(new Event('visibilitychange'));
}

test('training continues in a hidden tab at the same speed', async ({ open }) => {
  const page = await open({ path: 'embed.html' });
  const epochs = (count: number) =>
    page.waitForFunction((count) => globalThis.counts.epochEnds.length >= count, count, {
      timeout: 90_000,
      polling: 1000,
    });
  await train(page, { epochs: '20', 'batch-size': '16', 'target-size': '64' });
  await epochs(4);
  await page.evaluate(hideTab);
  const seen = await page.evaluate(() => globalThis.counts.epochEnds.length);
  // The first one ends partly before and partly after.
  await epochs(seen + 4);
  const ends = await page.evaluate(() => globalThis.counts.epochEnds);
  /** Shortest epoch in ms. */
  const shortest = (from: number, to: number): number =>
    Math.min(...ends.slice(from + 1, to + 1).map((end, i) => end - (ends[from + i] as number)));
  const ratio = shortest(seen + 1, seen + 3) / shortest(0, seen - 1);
  console.log(`an epoch takes ${ratio} times as long in a hidden tab`);
  // An epoch is 32 steps with several yields each: with timers of a second it would take a hundred times as long.
  expect(ratio).toBeLessThan(3);
});
