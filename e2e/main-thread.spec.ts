/**
 * The page while the course's network trains, on WebAssembly with batches of 128: it stays responsive, and training
 * continues in a hidden tab.
 */
import { type Page, expect } from 'playwright/test';
import { test } from './support';

interface Measured {
  /** In ms: tasks of 50 and more, by the Long Tasks API; and the time between two messages to self. */
  long: number[];
  gaps: number[];
  /** Time from each click to its response, in ms. */
  answers: number[];
}

declare global {
  // What `startMeasuring` collects in the page.
  var measured: Measured;
  var counts: { steps: number; epochs: number };
}

/** Starts collecting. Runs in the page. */
function startMeasuring(): void {
  const measured: Measured = { long: [], gaps: [], answers: [] };
  globalThis.measured = measured;
  new PerformanceObserver((list) =>
    list.getEntries().forEach(({ duration }) => measured.long.push(duration)),
  ).observe({ type: 'longtask' });
  document.addEventListener('click', ({ timeStamp }) => {
    measured.answers.push(performance.now() - timeStamp);
  });
  const { port1, port2 } = new MessageChannel();
  let last = performance.now();
  // Messages queue behind everything else on the thread: the time between two is one task, or several.
  port1.onmessage = () => {
    const now = performance.now();
    if (now - last > 1) measured.gaps.push(now - last);
    last = now;
    port2.postMessage(null);
  };
  port2.postMessage(null);
}

const quantile = (values: number[], part: number): number =>
  [...values].sort((a, b) => a - b)[Math.floor(part * (values.length - 1))] ?? 0;

/** Trains in the element with these attributes, and counts its events. */
async function train(page: Page, attributes: Record<string, string>): Promise<void> {
  await page.goto(new URL('embed.html', page.url()).href);
  await page.evaluate((given) => {
    globalThis.counts = { steps: 0, epochs: 0 };
    const element = document.querySelector('pupila-trainer') as HTMLElement;
    for (const [name, value] of Object.entries(given)) element.setAttribute(name, value);
    element.addEventListener('pupila-step', () => (globalThis.counts.steps += 1));
    element.addEventListener('pupila-epoch', () => (globalThis.counts.epochs += 1));
    document.body.append(Object.assign(document.createElement('button'), { textContent: 'ping' }));
  }, attributes);
  await page.getByRole('button', { name: 'Entrenar' }).click();
  await page.waitForFunction(() => globalThis.counts.steps > 1, null, { timeout: 90_000 });
}

// The design limit is 100 ms; a busy machine preempts the process for longer than that.
const [LONGEST_MS, ANSWER_MS] = [250, 250];

test('the page stays responsive while the network trains', async ({ open }, info) => {
  const page = await open({ path: 'headless.html' });
  await train(page, { epochs: '20', 'batch-size': '128', 'target-size': '150' });
  await page.evaluate(startMeasuring);
  // Includes epoch ends and their validation.
  const end = Date.now() + 25_000;
  while (Date.now() < end) {
    await page.getByRole('button', { name: 'ping' }).click();
    await page.waitForTimeout(500);
  }
  const { long, gaps, answers } = await page.evaluate(() => globalThis.measured);
  const figures = {
    tasks: gaps.length,
    'median ms': quantile(gaps, 0.5),
    '99th percentile ms': quantile(gaps, 0.99),
    'longest ms': Math.max(...gaps, ...long),
    'tasks over 50 ms': long.length,
    'slowest answer ms': Math.max(...answers),
  };
  info.annotations.push({ type: 'main thread', description: JSON.stringify(figures) });
  console.log(figures);
  expect(gaps.length).toBeGreaterThan(500);
  expect(answers.length).toBeGreaterThan(20);
  expect(figures['99th percentile ms']).toBeLessThanOrEqual(50);
  expect(figures['longest ms']).toBeLessThanOrEqual(LONGEST_MS);
  expect(figures['slowest answer ms']).toBeLessThanOrEqual(ANSWER_MS);
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
  const page = await open({ path: 'headless.html' });
  await train(page, { epochs: '10', 'batch-size': '16', 'target-size': '64' });
  await page.evaluate(hideTab);
  const hidden = Date.now();
  const { epochs } = await page.evaluate(() => globalThis.counts);
  // An epoch is 32 steps with several yields each: with timers it would take minutes.
  await page.waitForFunction((before) => globalThis.counts.epochs >= before + 3, epochs, {
    timeout: 90_000,
    polling: 1000,
  });
  expect(Date.now() - hidden).toBeLessThan(60_000);
});
