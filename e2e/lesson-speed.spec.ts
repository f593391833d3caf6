/**
 * The lesson is fast, within limits that hold on a busy machine too; `npm run bench -- lesson` measures exactly.
 * Results are compared before they are timed.
 */
import { expect } from 'playwright/test';
import { controlTimes, firstLab, watch } from '../bench/lesson/watch.mjs';
import { test } from './support';

test('first content, the first lab, a slider', async ({ open }) => {
  const page = await open({ before: watch });
  const { content, lab } = await page.evaluate(firstLab);
  expect(content).toBeLessThan(8_000);
  expect(lab).toBeLessThan(16_000);
  await page.goto(new URL('?lab=pooling', page.url()).href);
  const sliders = (await page.evaluate(controlTimes, {
    controls: 'input[type=range]',
    side: 256,
    moves: 5,
  })) as { name: string; ms: number[] }[];
  expect(sliders).toHaveLength(2);
  for (const { name, ms } of sliders) expect(Math.min(...ms), name).toBeLessThan(250);
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
