/** Pictures from the camera. The browser's test pattern replaces the lens. */
import { type Browser, chromium, expect } from 'playwright/test';
import { findBrowser } from '../src/headless/find-browser.js';
import { openTab, test } from './support';

const FAKE_CAMERA = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];

async function launch(args: string[]): Promise<Browser> {
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({
    executablePath: findBrowser() ?? '',
    args: [...sandbox, '--disable-gpu', ...args],
  });
}

test('pictures from the camera can be used as classes and trained on', async ({ open }, info) => {
  const address = new URL('embed.html', (await open()).url()).href;
  const browser = await launch(FAKE_CAMERA);
  try {
    const page = await browser.newPage({ viewport: { width: 360, height: 800 } });
    await page.goto(address);
    await openTab(page.locator('pupila-trainer'), 'Imágenes');
    await page.getByLabel('Imágenes por clase').check();
    for (const name of ['Clase 1', 'Clase 2']) {
      const card = page.locator('.classes li').filter({ has: page.getByLabel(`Añadir imágenes a ${name}`) });
      await page.getByRole('button', { name: `Cámara para ${name}` }).click();
      await page.getByRole('button', { name: 'Tomar una foto' }).click();
      await expect(card).toContainText('Imágenes: 1');
      await page.getByRole('button', { name: 'Tomar diez' }).click();
      await expect(card).toContainText('Imágenes: 11', { timeout: 30_000 });
      if (name === 'Clase 1') await page.screenshot({ path: info.outputPath('camera.png'), fullPage: true });
    }
    const live = await page.locator('video').evaluateHandle((video: HTMLVideoElement) => video.srcObject);
    await page.getByRole('button', { name: 'Cerrar la cámara' }).click();
    expect(await live.evaluate((stream) => (stream as MediaStream).active)).toBe(false);
    await page.getByRole('button', { name: 'Entrenar' }).click();
    await expect(page.locator('[part=matrix]')).toBeVisible({ timeout: 120_000 });
    await expect(page.locator('[part=facts]')).toContainText('de entrenamiento: 18; de validación: 4');
  } finally {
    await browser.close();
  }
});

test('reports that there is no camera', async ({ open }) => {
  const page = await open();
  await page.goto(new URL('embed.html', page.url()).href);
  await openTab(page.locator('pupila-trainer'), 'Imágenes');
  await page.getByLabel('Imágenes por clase').check();
  await page.getByRole('button', { name: 'Cámara para Clase 1' }).click();
  await expect(page.getByRole('alert')).toContainText('No se puede usar la cámara');
});
