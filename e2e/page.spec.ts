/** The page, used as a reader uses it. */
import { expect } from 'playwright/test';
import { test } from './support';

test('trains in the page through the workers, and shows what came of it', async ({ open }, info) => {
  const page = await open();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  await page.locator('#target-size').fill('48');
  await page.locator('#epochs').fill('2');
  await page.getByRole('button', { name: 'Entrenar' }).click();

  await expect(page.locator('#facts')).toContainText('512 entrenamiento, 128 validación · cats, dogs', {
    timeout: 60_000,
  });
  await expect(page.locator('#facts')).toContainText('WebAssembly');
  await expect(page.locator('#numbers')).toContainText('época 1/2', { timeout: 60_000 });
  await page.getByRole('button', { name: 'Pausa' }).click();
  await expect(page.locator('#status')).toHaveText('En pausa');
  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.locator('#status')).toHaveText('Paused');
  await page.getByRole('button', { name: 'Go on' }).click();

  await expect(page.locator('#status')).toHaveText('Done', { timeout: 180_000 });
  await expect(page.locator('#charts svg')).toHaveCount(4);
  await expect(page.locator('#charts svg').nth(2).locator('circle')).toHaveCount(4);
  await expect(page.locator('#predictions figure')).toHaveCount(12);
  await page.locator('#own').setInputFiles('fixtures/jpeg/0.jpg');
  await expect(page.locator('#own-result')).toContainText('cats');
  await page.screenshot({ path: info.outputPath('trained.png'), fullPage: true });
  expect(errors).toEqual([]);
});

test('stops when it is asked to, and says what was wrong with a file', async ({ open }) => {
  const page = await open();
  await page.locator('#target-size').fill('32');
  await page.getByRole('button', { name: 'Entrenar' }).click();
  await expect(page.locator('#numbers')).toContainText('época 1/10', { timeout: 60_000 });
  await page.getByRole('button', { name: 'Parar' }).click();
  await expect(page.locator('#status')).toHaveText('Parado', { timeout: 30_000 });

  await page.locator('input[value=file]').check();
  await page.getByRole('button', { name: 'Entrenar' }).click();
  await expect(page.locator('#status')).toHaveText('Elige antes un archivo.');
  await page.locator('#file').setInputFiles('package.json');
  await page.getByRole('button', { name: 'Entrenar' }).click();
  await expect(page.locator('#status')).toContainText('not a zip', { timeout: 30_000 });
  await expect(page.getByRole('button', { name: 'Entrenar' })).toBeEnabled();
});

test('fits a phone', async ({ open }, info) => {
  const page = await open({ width: 360 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await page.screenshot({ path: info.outputPath('phone.png'), fullPage: true });
});
