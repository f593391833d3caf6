/** The web component in a page of nothing else. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect } from 'playwright/test';
import { test } from './support';

test('an element trains, tells what happens, and takes its workers with it', async ({ open }, info) => {
  const page = await open();
  await page.goto(new URL('embed.html', page.url()).href);
  await page.evaluate(() => {
    const told: string[] = [];
    Object.assign(globalThis, { told });
    document.body.addEventListener('pupila-state', (event) =>
      told.push((event as CustomEvent<string>).detail),
    );
    document.body.addEventListener('pupila-epoch', () => told.push('epoch'));
  });
  await page.getByRole('button', { name: 'Entrenar' }).click();
  await expect(page.getByRole('status')).toHaveText('Terminado', { timeout: 90_000 });
  await expect(page.locator('pupila-trainer svg')).toHaveCount(2);
  const told = await page.evaluate(() => (globalThis as unknown as { told: string[] }).told);
  expect(told).toEqual(['preparing', 'ready', 'running', 'epoch', 'done']);
  await page.screenshot({ path: info.outputPath('element.png') });

  expect(page.workers().length).toBeGreaterThan(0);
  const data = page.workers().filter((worker) => worker.url().includes('data-worker'));
  const closed = Promise.all(data.map((worker) => worker.waitForEvent('close')));
  await page.evaluate(() => document.querySelector('pupila-trainer')?.remove());
  await closed;
});

test('an element says what is missing', async ({ open }) => {
  const page = await open();
  await page.goto(new URL('embed.html', page.url()).href);
  await page.evaluate(() => document.querySelector('pupila-trainer')?.removeAttribute('src'));
  await page.getByRole('button', { name: 'Entrenar' }).click();
  await expect(page.getByRole('status')).toContainText('`src` attribute');
});

test('the elements can be imported where there is no DOM', async () => {
  const script = "import('./dist/element.js').then((all) => console.log(Object.keys(all).join()))";
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', script]);
  expect(stdout).toContain('PupilaTrainer');
});
