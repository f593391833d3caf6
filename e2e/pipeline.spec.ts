/** The data workers in a real browser: equal bytes for any number of them, deaths, aborts, and the batch API. */
import { type Page, expect } from 'playwright/test';
import { runScript } from './page-script';
import type { PipelinePage } from './pages/pipeline';
import { recordWorkers } from './record-workers';
import { test } from './support';

declare global {
  var pipeline: PipelinePage;
}

const COURSE = {
  rescale: 1 / 255,
  rotation_range: 40,
  width_shift_range: 0.2,
  height_shift_range: 0.2,
  shear_range: 0.2,
  zoom_range: 0.2,
  horizontal_flip: true,
  fill_mode: 'constant',
};
const EVERYTHING = {
  rescale: 1 / 127,
  rotation_range: 25,
  width_shift_range: [-3, 0, 5],
  height_shift_range: 7,
  shear_range: 10,
  zoom_range: [0.7, 1.3],
  channel_shift_range: 30,
  brightness_range: [0.6, 1.4],
  horizontal_flip: true,
  vertical_flip: true,
  fill_mode: 'reflect',
  interpolation_order: 0,
  samplewise_std_normalization: true,
  featurewise_std_normalization: true,
  shift_axes: 'corrected',
};
const READ = { target_size: [100, 80], batch_size: 7, seed: 11 } as const;

let page: Page;
test.beforeEach(async ({ open }) => {
  page = await open({ mounts: { fixtures: 'fixtures' }, before: recordWorkers, path: 'headless.html' });
  await runScript(page, 'pipeline');
});
const workersLeft = (): number => page.workers().length;
const noWorkersLeft = (): Promise<void> => expect.poll(workersLeft, { timeout: 10_000 }).toBe(0);

for (const [name, augmentation, read] of [
  ['course', COURSE, { ...READ, interpolation: 'bilinear' }],
  ['everything', EVERYTHING, { ...READ, color_mode: 'rgba', keep_aspect_ratio: true, class_mode: 'sparse' }],
] as const) {
  test(`${name}: the same bytes from 1, 2 and 4 workers, for three passes`, async () => {
    const batches = (workers: number): Promise<string[]> =>
      page.evaluate((args) => globalThis.pipeline.batches(...args), [
        augmentation,
        { ...read, workers },
        3,
      ] as const);
    const one = await batches(1);
    expect(new Set(one).size).toBe(21);
    for (const workers of [2, 4]) expect(await batches(workers), `${workers} workers`).toEqual(one);
    await noWorkersLeft();
  });
}

test('workers terminated midway are replaced, and their batches made again with the same result', async () => {
  const alone = await page.evaluate((args) => globalThis.pipeline.batches(...args), [
    COURSE,
    { ...READ, workers: 1 },
    3,
  ] as const);
  const { digests, started } = await page.evaluate((args) => globalThis.pipeline.batchesWithDeaths(...args), [
    COURSE,
    { ...READ, workers: 2 },
    3,
    2,
  ] as const);
  expect(digests).toEqual(alone);
  expect(started).toBe(6);
  await noWorkersLeft();
});

test('an abort at any moment rejects pending work and leaves no workers', async () => {
  const outcomes = new Set<string>();
  const moments = [-1, 0, 5, 20, 60, 150, 300, 600, 1000].map((ms) => [ms, 1000] as const);
  for (const [ms, batches] of [...moments, [60_000, 1] as const, [60_000, 8] as const]) {
    const settled = await page.evaluate((args) => globalThis.pipeline.abortAfter(...args), [
      ms,
      batches,
      { ...READ, workers: 2 },
    ] as const);
    expect(settled.at(-1), `after ${ms} ms`).toBe('aborted');
    settled.forEach((outcome) => outcomes.add(outcome));
    await noWorkersLeft();
  }
  expect(outcomes).toEqual(new Set(['aborted', 'made']));
});

test('batches that are ready are not handed out after an abort', async () => {
  const outcome = await page.evaluate((read) => globalThis.pipeline.abortWhenPrefetched(read), READ);
  expect(outcome).toBe('aborted');
});

test('a preprocessing function runs after the transforms and before rescaling', async () => {
  const { error, images } = await page.evaluate(() => globalThis.pipeline.preprocessing());
  expect({ error, images }).toEqual({ error: 0, images: 63 });
});

test('arrays: labels match their images; subsets and restarted passes behave as in Keras', async () => {
  const { again, anew, ...rest } = await page.evaluate(() => globalThis.pipeline.arrays());
  expect(rest).toEqual({
    samples: 7,
    length: 2,
    imageShape: [2, 2, 1],
    first: 'x[0]',
    none: null,
    seen: [4, 3, 4].map((size) => ({ size, labels: 2 * size, matched: true })),
  });
  // The fourth batch of seed 1 starts a pass with seed 1 + 3.
  expect(again).toEqual(anew);
});

test('leaving a loop stops its workers', async () => {
  expect(await page.evaluate(() => globalThis.pipeline.loop())).toEqual({ count: 77, after: 'aborted' });
  await noWorkersLeft();
});

test('data that cannot be opened is rejected with the broken rule, and leaves no workers', async () => {
  for (const [given, options, message] of [
    [
      {},
      { subset: 'validation' },
      '`subset` needs a `validation_split`, or data with a `validation/` folder. Received: subset=validation, validation_split=0',
    ],
    [{}, { subset: 'training' }, 'Received: subset=training, validation_split=0'],
    [{ validation_split: 0.01 }, { subset: 'validation' }, 'The validation part has no pictures.'],
    [{}, { classes: ['cats', 'wolves'] }, 'no folder for wolves, only for Zorro, cats, dogs'],
    [{}, { directory: 'nowhere' }, '`directory` must be a folder of the data. Received: directory=nowhere'],
  ] as const) {
    const refused = await page.evaluate((args) => globalThis.pipeline.refused(...args), [
      given,
      options,
    ] as const);
    expect(refused).toContain(message);
  }
  await noWorkersLeft();
});
