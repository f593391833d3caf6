/** The package as npm packs it, in a ten-line page on a plain server: one script tag, no headers, no build. */
import { existsSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect } from 'playwright/test';
import { makeProject, startHost } from './packed';
import { launchBrowser, test } from './support';

const COURSE = '../shared/data/cats_and_dogs_filtered.zip';

const PAGE = `<!doctype html>
<html lang="es">
  <head>
    <meta charset="utf-8" />
    <title>Perros y gatos</title>
    <script type="module" src="node_modules/pupila/dist/browser/element.js"></script>
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
    test.skip(!existsSync(data), `${data} is missing`);
    const folder = await makeProject(`embedding-${validation}`, { 'index.html': PAGE });
    symlinkSync(resolve(data), join(folder, 'data.zip'));
    const host = await startHost(folder);
    const browser = await launchBrowser({ gpu: 'none' });
    try {
      const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
      const strangers: string[] = [];
      page.on('request', (request) => {
        if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(host.url))
          strangers.push(request.url());
      });
      await page.goto(host.url);
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
      host.close();
    }
  });
}
