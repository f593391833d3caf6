/** Photos with an EXIF orientation: every view shows the pixels as stored, as Keras reads them, and says so. */
import { readFileSync } from 'node:fs';
import { encode } from 'fast-png';
import { type Locator, expect } from 'playwright/test';
import { withOrientation } from '../src/core/exif.testing';
import { openTab, test } from './support';
import { TEXTS } from './texts';

const { trainer: words, shared, labs } = TEXTS.es;
const stored = readFileSync('fixtures/jpeg/0.jpg');
const turned = Buffer.from(withOrientation(stored, 6));
const file = (name: string, buffer: Buffer) => ({ name, mimeType: 'image/jpeg', buffer });

const note = (place: Locator, number: 'one' | 'many' = 'one'): Locator =>
  place.getByText(shared.turned[number]);

test('a turned photo in a lab has the pixels of its file, and a note', async ({ open }) => {
  const page = await open({ path: '?lab=convolucion' });
  const lab = page.locator('pupila-convolution-lab');
  await expect(lab.locator('.shape').last()).toHaveText('(100, 100, 1)', { timeout: 60_000 });
  const choose = async (name: string, buffer: Buffer): Promise<string> => {
    await lab.locator('input[type=file]').setInputFiles(file(name, buffer));
    await expect(lab.locator('.button.chosen')).toContainText(name);
    return lab
      .locator('canvas')
      .first()
      .evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
  };
  const pixels = await choose('stored.jpg', stored);
  await expect(note(lab)).toHaveCount(0);
  await expect(lab.getByText(shared.cropped.one)).toBeVisible();
  expect(await choose('turned.jpg', turned)).toBe(pixels);
  await expect(note(lab)).toBeVisible();
  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: width === 360 ? 740 : 900 });
    const { height = Infinity } = (await lab.boundingBox()) ?? {};
    expect.soft(height, String(width)).toBeLessThanOrEqual(width === 360 ? 740 : 900);
  }
  await lab.getByRole('button', { name: labs.builtIn.dog }).click();
  await expect(note(lab)).toHaveCount(0);

  const pale = (alpha: number) => {
    const data = Uint8Array.from({ length: 64 }, (_, i) => [200, 100, 50, alpha][i % 4] as number);
    return Buffer.from(encode({ width: 4, height: 4, channels: 4, data }));
  };
  await choose('opaque.png', pale(255));
  await expect(lab.getByText(shared.transparent.one)).toHaveCount(0);
  // It is square.
  await expect(lab.getByText(shared.cropped.one)).toHaveCount(0);
  await choose('pale.png', pale(10));
  await expect(lab.getByText(shared.transparent.one)).toBeVisible();
});

test('the trainer shows a turned photo like the same photo without orientation, and a note', async ({
  open,
}) => {
  const page = await open({ path: 'embed.html' });
  const trainer = page.locator('pupila-trainer');
  await openTab(trainer, words.tabs.model);
  await trainer.getByLabel(words.model.load).setInputFiles('fixtures/train/small_binary_adam.final.keras');
  await expect(trainer.getByRole('status').filter({ hasText: 'small_binary_adam' })).toBeVisible({
    timeout: 60_000,
  });
  await openTab(trainer, words.tabs.predict);
  const choose = trainer.locator('[part=predict] input[type=file]');
  const shown = trainer.locator('[part=predictions] canvas');
  await choose.setInputFiles(file('stored.jpg', stored));
  await expect(shown).toHaveCount(1);
  await expect(note(trainer)).toHaveCount(0);
  await expect(trainer.getByText(shared.squeezed.one)).toBeVisible();
  await choose.setInputFiles(file('turned.jpg', turned));
  await expect(shown).toHaveCount(2);
  await expect(note(trainer, 'many')).toBeVisible();
  const figures = trainer.locator('[part=predictions] figcaption');
  const shares = (figure: Locator) => figure.locator('.probability').allTextContents();
  expect(await shares(figures.nth(0))).toEqual(await shares(figures.nth(1)));
  const pixels = (tile: Locator) => tile.evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
  expect(await pixels(shown.nth(0))).toBe(await pixels(shown.nth(1)));
  // The tiles have the names, in the order given. A network gets the colours of transparent pixels, as from Pillow.
  const data = Uint8Array.from({ length: 4 * 4 * 4 }, (_, i) => [200, 100, 50, 10][i % 4] as number);
  const buffer = Buffer.from(encode({ width: 4, height: 4, channels: 4, data }));
  const pale = { name: 'a.png', mimeType: 'image/png', buffer };
  await choose.setInputFiles([pale, file('b.jpg', stored)]);
  await expect(trainer.locator('[part=predictions] figcaption > b')).toHaveText([
    'a.png',
    'b.jpg',
    'turned.jpg',
    'stored.jpg',
  ]);
  const pixel = await shown
    .first()
    .evaluate((canvas: HTMLCanvasElement) => [
      ...(canvas.getContext('2d')?.getImageData(0, 0, 1, 1).data ?? []),
    ]);
  expect(pixel).toEqual([200, 100, 50, 255]);
  await expect(trainer.getByText(shared.transparent.many)).toBeVisible();

  await openTab(trainer, words.tabs.data);
  await trainer.getByLabel(words.data.classes).check();
  await trainer
    .locator('.classes input[type=file]')
    .first()
    .setInputFiles([file('a.jpg', stored), file('b.jpg', turned)]);
  const thumbnails = trainer.locator('.thumbnails img');
  await expect(thumbnails).toHaveCount(2);
  await expect(note(trainer, 'many')).toBeVisible();
  expect(await lookAlike(thumbnails.nth(0), thumbnails.nth(1))).toBe(true);
  await expect(trainer.getByText(shared.transparent.many)).toHaveCount(0);
  await trainer.locator('.classes input[type=file]').nth(1).setInputFiles([pale]);
  await expect(trainer.getByText(shared.transparent.many)).toBeVisible();
});

test('the maps of section 6 say that a photo is squeezed, as in training', async ({ open }) => {
  const page = await open({ path: '?lab=entrenamiento' });
  const maps = page.locator('pupila-feature-maps');
  await expect(maps.locator('.probability')).toBeVisible({ timeout: 60_000 });
  await maps.locator('input[type=file]').setInputFiles(file('stored.jpg', stored));
  await expect(maps.getByText(shared.squeezed.one)).toBeVisible({ timeout: 30_000 });
  await maps.getByRole('button', { name: labs.builtIn.dog }).click();
  await expect(maps.getByText(shared.squeezed.one)).toHaveCount(0);
});

/** Returns whether two pictures look the same. */
async function lookAlike(one: Locator, other: Locator): Promise<boolean> {
  const first = await screenshot(one);
  return first.equals(await screenshot(other));
}

/** Returns a picture of 124 × 106, at a place where pixels are not rounded. */
async function screenshot(image: Locator): Promise<Buffer> {
  const place = { position: 'fixed', inset: '0 auto auto 0', width: '124px', height: '106px', zIndex: '9' };
  await image.evaluate(async (element: HTMLImageElement, place) => {
    Object.assign(element.style, { ...place, aspectRatio: 'auto', objectFit: 'none', borderRadius: '0' });
    await element.decode();
  }, place);
  const taken = await image.screenshot();
  await image.evaluate(
    (element, names) => {
      for (const name of names) (element as HTMLElement).style.setProperty(name, '');
    },
    ['position', 'inset', 'width', 'height', 'z-index', 'aspect-ratio', 'object-fit', 'border-radius'],
  );
  return taken;
}
