/** Pictures in unsupported formats are identified by their content. */
import { readFileSync } from 'node:fs';
import { expect } from 'playwright/test';
import { dropFile, openTab, test, zipOf } from './support';
import { TEXTS } from './texts';

const { trainer: words, shared } = TEXTS.es;
const WEBP = Buffer.from('RIFF\x1a\0\n\0WEBPVP8 ', 'latin1');
const PNG = readFileSync('fixtures/images/0.png');
const HEIC = Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1');

test('the element recognizes WebP and HEIC, whatever the file extension', async ({ open }) => {
  const page = await open({ path: 'embed.html' });
  const trainer = page.locator('pupila-trainer');
  await openTab(trainer, words.tabs.data);
  await trainer.getByLabel(words.data.file).check();
  await dropFile(trainer.locator('.drop'), 'foto.webp', WEBP);
  const leftOut = trainer.getByRole('status').filter({ hasText: words.data.isFormat('foto.webp', 'WebP') });
  await expect(leftOut).toHaveText(
    'Archivos omitidos: 1. foto.webp es una imagen WebP: Pupila lee PNG, JPEG, BMP, PPM y TIFF.',
  );

  await trainer.getByLabel(words.data.classes).check();
  await expect(leftOut).toHaveCount(0);
  const add = trainer.getByLabel(words.data.addPicturesTo(words.data.className('1')));
  const file = (name: string, buffer: Buffer) => ({ name, mimeType: '', buffer });
  await add.setInputFiles([file('gato.jpg', WEBP), file('perro.jpg', HEIC), file('a.txt', Buffer.from('a'))]);
  await expect(
    trainer.getByText(
      words.data.leftOut(
        '3',
        'gato.jpg es una imagen WebP, perro.jpg es una imagen HEIC y a.txt tiene otro formato',
      ),
    ),
  ).toBeVisible();
  await expect(trainer.getByText(words.data.pictures('0'))).toHaveCount(2);
  // What was left out of one class is still said when another one gets pictures.
  const addToOther = trainer.getByLabel(words.data.addPicturesTo(words.data.className('2')));
  await addToOther.setInputFiles(Array.from({ length: 9 }, (_, i) => file(`${i}.png`, PNG)));
  await expect(trainer.getByText(words.data.pictures('9'))).toBeVisible();
  await expect(trainer.locator('.thumbnails').last()).toHaveText('…');
  await expect(trainer.getByText(words.data.isNoPicture('a.txt'))).toBeVisible();

  await trainer.getByLabel(words.data.file).check();
  await dropFile(trainer.locator('.drop'), 'mine.zip', await zipOf({ 'a/1.webp': WEBP, 'b/1.webp': WEBP }));
  await page.getByRole('button', { name: words.start, exact: true }).click();
  const alert = trainer.getByRole('alert');
  await expect(alert).toContainText(shared.errors['no-images'], { timeout: 60_000 });
  await expect(alert).toContainText('Recibido: 2 × WebP (a/1.webp)');
  await trainer.getByLabel(words.data.classes).check();
  await expect(alert).toHaveCount(0);
  await trainer.getByLabel(words.data.nameOf('1')).fill('gatos');
  await trainer.getByLabel(words.data.nameOf('1')).blur();
  await expect(trainer.getByRole('button', { name: 'Quitar la clase «gatos»' })).toBeVisible();
  await expect(trainer.getByRole('button', { name: 'Quitar la clase 2', exact: true })).toBeVisible();

  await openTab(trainer, words.tabs.model);
  await page.getByLabel(words.model.load).setInputFiles('fixtures/train/small_binary_adam.final.keras');
  await expect(trainer.locator('[part=model]')).toContainText('.keras está cargado', { timeout: 60_000 });
  await trainer.getByText(words.model.facts).click();
  await expect(trainer.locator('[part=model-facts]')).toContainText(
    'Se entrena con: los kernels rápidos de Pupila',
  );
  await expect(trainer.getByLabel(words.model.layers)).toContainText('Total params');
  await openTab(trainer, words.tabs.predict);
  await trainer.locator('[part=predict] input[type=file]').setInputFiles([file('foto.png', HEIC)]);
  await expect(alert).toHaveText(shared.refusals.foreign('foto.png', 'HEIC'));
  const several = ['1.png', '2.png', '3.png', '4.png', '5.png'].map((name) => file(name, HEIC));
  await trainer.locator('[part=predict] input[type=file]').setInputFiles(several);
  await expect(alert).toContainText(shared.refusals.pictures('1.png, 2.png, 3.png y 2 más'));
});

test('a lab recognizes a dropped WebP', async ({ open }) => {
  const page = await open({ path: '?lab=convolucion' });
  const lab = page.locator('pupila-convolution-lab');
  await expect(lab.locator('canvas').first()).toBeVisible({ timeout: 60_000 });
  await dropFile(lab, 'foto.jpg', WEBP);
  await expect(lab.getByRole('alert')).toHaveText(shared.refusals.foreign('foto.jpg', 'WebP'));
});
