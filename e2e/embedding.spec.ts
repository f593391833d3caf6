/** The package as npm packs it, in a plain page of ten lines on a plain server: one script tag, no headers, no build. */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'playwright/test';
import sirv from 'sirv';
import { launchBrowser, test } from './support';

const run = promisify(execFile);
const COURSE = '../shared/data/cats_and_dogs_filtered.zip';

const PAGE = `<!doctype html>
<html lang="es">
  <head>
    <meta charset="utf-8" />
    <title>Perros y gatos</title>
    <script type="module" src="package/dist/browser/element.js"></script>
  </head>
  <pupila-trainer src="data.zip" epochs="1" steps-per-epoch="6" validation-steps="2" batch-size="32"
    target-size="64"></pupila-trainer>
</html>
`;

for (const [name, data, validation] of [
  ['the built-in data set', 'build/dataset/drawn_cats_and_dogs.zip', 128],
  ["the course's data set", COURSE, 1000],
] as const) {
  test(`ten lines of HTML train on ${name}`, async ({}, info) => {
    test.skip(!existsSync(data), `${data} is not here`);
    const folder = mkdtempSync(join(tmpdir(), 'pupila-embedding-'));
    const { stdout } = await run('npm', [
      'pack',
      '--silent',
      '--ignore-scripts',
      '--pack-destination',
      folder,
    ]);
    await run('tar', ['-xzf', join(folder, stdout.trim()), '-C', folder]);
    writeFileSync(join(folder, 'index.html'), PAGE);
    symlinkSync(resolve(data), join(folder, 'data.zip'));
    const server = createServer(sirv(folder, { dev: true }));
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const browser = await launchBrowser({ gpu: 'none' });
    try {
      const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
      const strangers: string[] = [];
      const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      page.on('request', (request) => {
        if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(origin))
          strangers.push(request.url());
      });
      await page.goto(origin);
      expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
      await page.getByRole('button', { name: 'Entrenar' }).click();
      await expect(page.locator('pupila-trainer [part=matrix]')).toBeVisible({ timeout: 200_000 });
      await expect(page.locator('pupila-trainer [part=results]')).toContainText('de validación');
      await expect(page.locator('pupila-trainer [part=facts]')).toContainText('no está aislada');
      const history = await page.evaluate(() => document.querySelector('pupila-trainer')?.history);
      expect(history?.['val_loss']).toHaveLength(1);
      const confusion = await page.evaluate(
        () => document.querySelector('pupila-trainer')?.evaluation?.confusion,
      );
      expect(confusion?.flat().reduce((sum, count) => sum + count)).toBe(validation);
      expect(strangers).toEqual([]);
      await page.screenshot({ path: info.outputPath('embedded.png'), fullPage: true });
    } finally {
      await browser.close();
      server.close();
      rmSync(folder, { recursive: true });
    }
  });
}
