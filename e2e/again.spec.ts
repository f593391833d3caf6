/** Repeated use: several sessions in one page, and an element that starts again. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { type Page, expect } from 'playwright/test';
import { runScript } from './page-script';
import type { AgainPage } from './pages/again';
import { recordWorkers } from './record-workers';
import { smallPictures, test, zipOf } from './support';

declare global {
  var again: AgainPage;
}

let page: Page;
test.beforeEach(async ({ open }, info) => {
  const folder = info.outputPath('data');
  mkdirSync(folder, { recursive: true });
  const pictures = await smallPictures();
  writeFileSync(`${folder}/pets.zip`, await zipOf(pictures));
  const [first] = Object.keys(pictures) as [string];
  writeFileSync(
    `${folder}/damaged.zip`,
    await zipOf({ ...pictures, [first]: pictures[first]!.slice(0, 99) }),
  );
  page = await open({ mounts: { data: folder }, before: recordWorkers, path: 'headless.html' });
  await runScript(page, 'again');
});

for (const threads of [2, 4]) {
  test(`consecutive sessions in a page, ${threads} threads: all succeed, with equal losses`, async ({}, info) => {
    const count = info.project.name === 'long' ? 50 : 20;
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    const outcomes = await page.evaluate((args) => globalThis.again.runs(...args), [
      count,
      { threads },
    ] as const);
    expect(outcomes[0]).toHaveLength(3);
    outcomes.forEach((outcome, i) => expect(outcome, `session ${i}`).toEqual(outcomes[0]));
  });
}

test('a good data set trains after one with a damaged picture was rejected', async () => {
  const outcomes = await page.evaluate((args) => globalThis.again.damagedThenGood(...args), [
    3,
    { threads: 2, epochs: 2 },
  ] as const);
  const [[damaged, good]] = outcomes as [[string, number[]]];
  expect(damaged).toMatch(/^bad-image: /);
  expect(good).toHaveLength(6);
  outcomes.forEach((each, i) => expect(each, `round ${i}`).toEqual([damaged, good]));
});

test('an element starts repeatedly: all runs succeed, with equal losses', async ({}, info) => {
  const count = info.project.name === 'long' ? 50 : 20;
  const outcomes = await page.evaluate((times) => globalThis.again.starts(times), count);
  expect(outcomes[0]).toHaveLength(3);
  outcomes.forEach((outcome, i) => expect(outcome, `start ${i}`).toEqual(outcomes[0]));
});

/** Returns the bytes of JavaScript after garbage collection, tensors, and workers. */
async function memoryUse() {
  const client = await page.context().newCDPSession(page);
  for (let i = 0; i < 3; i++) {
    await client.send('HeapProfiler.collectGarbage');
    await page.waitForTimeout(200);
  }
  const usage = (await client.send('Runtime.getHeapUsage')) as {
    usedSize: number;
    backingStorageSize: number;
  };
  await client.detach();
  const { tensors, heapBytes } = await page.evaluate(() => globalThis.again.held());
  return {
    jsBytes: usage.usedSize + usage.backingStorageSize,
    tensors,
    heapBytes,
    workers: page.workers().length,
  };
}

for (const [name, use] of [
  ['sessions', (times: number) => page.evaluate((count) => globalThis.again.sessions(count), times)],
  [
    'elements that come and go',
    (times: number) => page.evaluate((count) => globalThis.again.comesAndGoes(count), times),
  ],
] as const) {
  test(`20 ${name} need no more memory than the first two`, async () => {
    await use(2);
    const second = await memoryUse();
    await use(8);
    const tenth = await memoryUse();
    await use(10);
    const twentieth = await memoryUse();
    console.log(`${name} at 2, 10 and 20:`, JSON.stringify([second, tenth, twentieth]));
    for (const later of [tenth, twentieth]) {
      const { jsBytes, ...rest } = later;
      expect(rest).toEqual({ tensors: second.tensors, heapBytes: second.heapBytes, workers: second.workers });
      // Each session's batches have several megabytes, so a leaked session would exceed this.
      expect(jsBytes - second.jsBytes).toBeLessThan(2e6);
    }
  });
}
