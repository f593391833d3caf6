/** Browsers that are cross-origin isolated but have no `SharedArrayBuffer`, like WebKitGTK by default. */
import { expect } from 'playwright/test';
import { test } from './support';

test('an isolated page without SharedArrayBuffer opens data and trains on one thread', async ({ open }) => {
  const before = (): void => void Reflect.deleteProperty(globalThis, 'SharedArrayBuffer');
  const page = await open({ path: 'embed.html', before });
  await page.route('**/workers/*.js', async (route) => {
    const response = await route.fetch();
    const body = `delete globalThis.SharedArrayBuffer;\n${await response.text()}`;
    await route.fulfill({ response, body });
  });
  const typeHere = (): string => typeof SharedArrayBuffer;
  const types: Promise<string>[] = [];
  page.on('worker', (worker) => {
    if (worker.url().includes('data-worker')) types.push(worker.evaluate(typeHere));
  });
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  expect(await page.evaluate(typeHere)).toBe('undefined');

  const trainer = page.locator('pupila-trainer');
  const run = { epochs: 1, stepsPerEpoch: 2, validationSteps: 1 };
  await trainer.evaluate((element, run) => Object.assign(element, run), run);
  await trainer.getByRole('button', { name: 'Entrenar', exact: true }).click();
  await expect(trainer.locator('[part=matrix]')).toBeVisible({ timeout: 60_000 });
  await expect(trainer.locator('[part=facts]')).toContainText('no comparte memoria entre hilos');
  const history = await trainer.evaluate(
    (element) => (element as HTMLElementTagNameMap['pupila-trainer']).history,
  );
  expect(history?.['loss']?.[0]).toBeGreaterThan(0);
  expect(new Set(await Promise.all(types))).toEqual(new Set(['undefined']));
});
