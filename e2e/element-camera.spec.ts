/** Pictures from the camera. The browser's test pattern replaces the lens. */
import { type Browser, type Page, chromium, expect } from 'playwright/test';
import { findBrowser } from '../src/headless/find-browser.js';
import { openTab, test } from './support';
import { TEXTS } from './texts';

const { trainer: words } = TEXTS.es;
const FAKE_CAMERA = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];

async function launch(args: string[]): Promise<Browser> {
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({
    executablePath: findBrowser() ?? '',
    args: [...sandbox, '--disable-gpu', ...args],
  });
}

/** Opens the camera for the third class of pictures, and returns its video and whether its light is on. */
async function openForThirdClass(page: Page) {
  const data = page.locator('pupila-trainer [part=data]');
  await openTab(page.locator('pupila-trainer'), words.tabs.data);
  await data.getByLabel(words.data.classes).check();
  await data.getByRole('button', { name: words.data.addClass }).click();
  await data.getByRole('button', { name: words.data.openCameraFor(words.data.className('3')) }).click();
  const video = data.locator('video');
  await expect(page.getByRole('button', { name: words.camera.take })).toBeEnabled();
  const stream = await video.evaluateHandle((each: HTMLVideoElement) => each.srcObject as MediaStream);
  return { data, video, isOn: () => stream.evaluate(({ active }) => active) };
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

test('the camera closes with its class, the choice of classes, its tab and the element, and not before', async ({
  open,
}) => {
  const address = new URL('embed.html', (await open()).url()).href;
  const browser = await launch(FAKE_CAMERA);
  try {
    const leave: Record<string, (page: Page) => Promise<void>> = {
      'its class': (page) => page.getByRole('button', { name: words.data.removeClass('3') }).click(),
      'the choice of classes': (page) => page.getByLabel(words.data.url).check(),
      'its tab': (page) => openTab(page.locator('pupila-trainer'), words.tabs.settings),
      'the element': (page) => page.locator('pupila-trainer').evaluate((element) => element.remove()),
    };
    for (const [what, close] of Object.entries(leave)) {
      const page = await browser.newPage();
      await page.goto(address);
      const { video, isOn } = await openForThirdClass(page);
      expect(await isOn()).toBe(true);
      await close(page);
      await expect.poll(isOn, what).toBe(false);
      await expect(video).toHaveCount(0);
      await page.close();
    }
    const page = await browser.newPage();
    await page.goto(address);
    const { data, video, isOn } = await openForThirdClass(page);
    await data.getByLabel(words.data.nameOf('3')).fill('birds');
    await data.getByRole('button', { name: words.data.removeClass('1') }).click();
    await expect(data.locator('.classes > li')).toHaveCount(2);
    await expect(video).toBeVisible();
    expect(await isOn()).toBe(true);
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

test('after a picture in a lab, the focus is where it was, and the picture has a name', async ({ open }) => {
  const address = new URL('?lab=convolucion', (await open()).url()).href;
  const browser = await launch(FAKE_CAMERA);
  try {
    const page = await browser.newPage({ viewport: { width: 1100, height: 900 }, locale: 'es-ES' });
    await page.goto(address);
    const lab = page.locator('pupila-convolution-lab');
    const { camera, take, photo, closeCamera, original } = TEXTS.es.labs;
    const opener = lab.getByRole('button', { name: camera, exact: true });
    await opener.click({ timeout: 60_000 });
    await lab.getByRole('button', { name: take }).click();
    await expect(opener).toBeFocused();
    await expect(lab.locator('.button.chosen')).toHaveText(photo);
    await expect(lab.getByText(original(photo)).first()).toBeVisible();
    await opener.click();
    await lab.getByRole('button', { name: closeCamera }).click();
    await expect(opener).toBeFocused();
  } finally {
    await browser.close();
  }
});
