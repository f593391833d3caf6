/**
 * The lesson is fast: its times as multiples of what a plain page takes in the same browser at the same time, so that a
 * slow or busy machine changes both. `npm run bench -- lesson` measures milliseconds. Results are compared before they
 * are timed.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { type Page, expect } from 'playwright/test';
import { controlTimes, firstLab, watch } from '../bench/lesson/watch.mjs';
import { startHost } from './packed';
import { test } from './support';

/** Plain page and lesson are opened in turn. The shortest times count: other processes only lengthen them. */
const ROUNDS = 4;
const MOVES = 8;

const PLAIN =
  '<!doctype html><meta charset="utf-8" /><title>Plain</title><p>A page of text without scripts.</p>';

/** Times of a plain page in ms: its first content, a fixed amount of computing, and one frame. Runs in the page. */
async function plainTimes(): Promise<{ content: number; computing: number; frame: number }> {
  const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
  await frame();
  const began = await frame();
  const ended = await frame();
  // The entry may arrive after the frames.
  const content = await new Promise<number>((resolve) => {
    const observer = new PerformanceObserver((list) =>
      list.getEntriesByName('first-contentful-paint').forEach(({ startTime }) => resolve(startTime)),
    );
    observer.observe({ type: 'paint', buffered: true });
  });
  const start = performance.now();
  let [sum, state] = [0, 1];
  for (let i = 0; i < 3e7; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    sum += Math.sqrt(state);
  }
  const computing = sum > 0 ? performance.now() - start : NaN;
  return { content, computing, frame: ended - began };
}

/** The smallest value of each kind. */
function shortest<K extends string>(times: Record<K, number>[]): Record<K, number> {
  const kinds = Object.keys(times[0] ?? {}) as K[];
  return Object.fromEntries(
    kinds.map((kind) => [kind, Math.min(...times.map((each) => each[kind]))]),
  ) as Record<K, number>;
}

async function closing<T>(page: Page, work: (page: Page) => Promise<T>): Promise<T> {
  const result = await work(page);
  await page.close();
  return result;
}

test('first content, the first lab, a slider', async ({ open, browserWith }, info) => {
  mkdirSync(info.outputPath('plain'), { recursive: true });
  writeFileSync(info.outputPath('plain/index.html'), PLAIN);
  const host = await startHost(info.outputPath('plain'));
  const browser = await browserWith('none');
  const [plains, lessons] = [[] as Awaited<ReturnType<typeof plainTimes>>[], [] as Record<string, number>[]];
  for (let i = 0; i < ROUNDS; i++) {
    plains.push(
      await closing(await browser.newPage(), async (page) => {
        await page.goto(host.url);
        return page.evaluate(plainTimes);
      }),
    );
    lessons.push(
      await closing(await open({ before: watch }), async (page) => {
        const { content, lab } = await page.evaluate<{ content: number; lab: number }>(firstLab);
        await page.goto(new URL('?lab=pooling', page.url()).href);
        const sliders: { name: string; ms: number[] }[] = await page.evaluate(controlTimes, {
          controls: 'input[type=range]',
          side: 256,
          moves: MOVES,
        });
        expect(sliders).toHaveLength(2);
        return {
          content,
          lab,
          ...Object.fromEntries(sliders.map(({ name, ms }) => [name, Math.min(...ms)])),
        };
      }),
    );
  }
  host.close();
  const plain = shortest(plains);
  const { content, lab, ...sliders } = shortest(lessons) as Record<'content' | 'lab', number>;
  const ratios = {
    content: content / (plain.content + plain.computing),
    lab: lab / (plain.content + plain.computing),
    slider: Math.max(...Object.values<number>(sliders)) / plain.frame,
  };
  console.log(JSON.stringify({ plain, content, lab, sliders, ratios }));
  // Measured: 1.4, 5 and 1.2.
  expect(ratios.content).toBeLessThan(4);
  expect(ratios.lab).toBeLessThan(8);
  expect(ratios.slider).toBeLessThan(3);
});

test('tfjs loads with the first lab that computes; the network lab does not need it', async ({ open }) => {
  const page = await open({ path: '?lab=red' });
  await expect(page.locator('pupila-network-lab .total')).toBeVisible();
  await page.waitForLoadState('networkidle');
  const loaded = () =>
    page.evaluate(() =>
      performance.getEntriesByType('resource').map(({ name }) => name.split('/').pop() ?? ''),
    );
  const tfjs = (names: string[]) => names.filter((name) => /operations|session|index-|\.wasm$/.test(name));
  expect(tfjs(await loaded())).toEqual([]);
  await page.goto(new URL('?lab=convolucion', page.url()).href);
  await expect(page.locator('pupila-convolution-lab .shape').last()).toHaveText('(100, 100, 1)', {
    timeout: 30_000,
  });
  expect(tfjs(await loaded())).toContainEqual(expect.stringMatching(/operations/));
});
