/** The web component as a user uses it, on an otherwise empty page. */
import { readFileSync } from 'node:fs';
import { type Page, expect } from 'playwright/test';
import { dropFile, openTab, test, zipOf } from './support';
import { TEXTS } from './texts';
import type { PupilaTrainer } from '../src/element/index';
import type * as Pupila from '../src/index';

type RecordedEvents = [string, unknown][];

/** tfjs's global engine. */
declare const _tfengine: { memory(): { numTensors: number } };

const trainer = (page: Page) => page.locator('pupila-trainer').first();
const status = (page: Page) => trainer(page).locator('[part=status]');

async function embed(page: Page): Promise<void> {
  await page.goto(new URL('embed.html', page.url()).href);
}

async function finished(page: Page): Promise<void> {
  await expect(trainer(page).locator('[part=matrix]')).toBeVisible({ timeout: 120_000 });
}

test('an element trains, fires events, and frees workers and memory when removed', async ({ open }) => {
  const page = await open();
  await embed(page);
  await page.evaluate(() => {
    const events: RecordedEvents = [];
    Object.assign(globalThis, { events });
    for (const type of ['pupila-state', 'pupila-epoch', 'pupila-evaluation'] as const) {
      document.body.addEventListener(type, (event) => events.push([type, event.detail]));
    }
  });
  await page.getByRole('button', { name: 'Entrenar' }).click();
  await finished(page);
  await expect(status(page)).toHaveText('Terminado');

  const events = await page.evaluate(() => (globalThis as unknown as { events: RecordedEvents }).events);
  const states = events.map(([type, detail]) => (type === 'pupila-state' ? detail : type));
  expect(states.slice(0, 6)).toEqual([
    'preparing',
    'ready',
    'running',
    'pupila-epoch',
    'pupila-epoch',
    'done',
  ]);
  expect(states.slice(6)).toEqual(['pupila-evaluation']);
  const { confusion, accuracy } = events.at(-1)?.[1] as { confusion: number[][]; accuracy: number };
  expect(confusion.map((row) => row.reduce((sum, count) => sum + count))).toEqual([64, 64]);
  expect(accuracy).toBe(((confusion[0]?.[0] ?? 0) + (confusion[1]?.[1] ?? 0)) / 128);

  const cells = await trainer(page).locator('[part=matrix] td').allTextContents();
  expect(cells.map((cell) => cell.trim()).filter((cell) => !cell.includes('%'))).toEqual(
    confusion.flat().map(String),
  );
  await openTab(trainer(page), 'Curvas');
  await expect(trainer(page).locator('[part=chart] svg')).toHaveCount(2);
  await expect(trainer(page).locator('[part=table]').first().locator('tbody tr')).toHaveCount(2);
  await expect(trainer(page).locator('[part=table]').last().locator('tbody tr')).toHaveCount(16);
  await expect(trainer(page).locator('[part=facts]')).toContainText(
    'de entrenamiento: 512; de validación: 128',
  );
  await expect(trainer(page).locator('[aria-live=polite]').last()).toContainText('de 128 aciertos');

  const workers = page.workers().filter((worker) => /data-worker|kernel-thread/.test(worker.url()));
  expect(workers.length).toBeGreaterThan(1);
  const closed = Promise.all(workers.map((worker) => worker.waitForEvent('close')));
  await page.evaluate(() => document.querySelector('pupila-trainer')?.remove());
  await closed;
  await expect.poll(() => page.evaluate(() => _tfengine.memory().numTensors)).toBe(0);
});

test('a trained model predicts, is saved, and predicts the same after loading', async ({ open }, info) => {
  const page = await open();
  await embed(page);
  await page.getByRole('button', { name: 'Entrenar' }).click();
  await finished(page);
  const predict = trainer(page).locator('[part=predict] input[type=file]');
  await openTab(trainer(page), 'Probar');
  const shown = trainer(page).locator('[part=predictions] li').first();
  await predict.setInputFiles('fixtures/jpeg/0.jpg');
  await expect(shown).toContainText('cats');
  const before = await shown.textContent();

  for (const [format, name] of [
    ['keras', 'model.keras'],
    ['tfjs', 'model.zip'],
  ] as const) {
    await openTab(trainer(page), 'Modelo');
    await page.getByLabel('Formato del archivo').selectOption(format);
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Guardar el modelo' }).click();
    expect((await download).suggestedFilename()).toBe(`pupila-${name}`);
    await (await download).saveAs(info.outputPath(name));
    await page.reload();
    await openTab(trainer(page), 'Modelo');
    await page.getByLabel('Cargar un modelo').setInputFiles(info.outputPath(name));
    const loaded = trainer(page).locator('[part=model]');
    await expect(loaded).toContainText(`${name} está cargado: cats y dogs`, { timeout: 30_000 });
    await openTab(trainer(page), 'Probar');
    await predict.setInputFiles('fixtures/jpeg/0.jpg');
    await expect(shown).toContainText('cats');
    expect(await shown.textContent()).toBe(before);
  }

  await openTab(trainer(page), 'Modelo');
  const first = info.outputPath('model.keras');
  await page.getByLabel('Cargar un modelo').setInputFiles(first);
  await expect(trainer(page).locator('[part=model]')).toContainText('.keras está cargado', {
    timeout: 30_000,
  });
  // Saved again, it has the optimizer, its state and the loss of its file.
  const [bytes, library] = [readFileSync(first).toString('base64'), './browser/pupila.js'];
  const training = await trainer(page).evaluate(
    async (element, [bytes, library]) => {
      const { loadModelFile } = (await import(library)) as typeof Pupila;
      const files = [
        await (await fetch(`data:;base64,${bytes}`)).blob(),
        await (element as PupilaTrainer).save(),
      ];
      const loaded = await Promise.all(files.map((file) => loadModelFile(file)));
      for (const { model } of loaded) model.dispose();
      return loaded.map(({ optimizer, optimizerState, loss }) =>
        JSON.stringify({ optimizer, optimizerState, loss }),
      );
    },
    [bytes, library] as const,
  );
  expect(training[0]).toContain('"iterations"');
  expect(training[1]).toBe(training[0]);
  await page.getByLabel('Cargar un modelo').setInputFiles('package.json');
  await expect(page.getByRole('alert')).toContainText(TEXTS.es.shared.errors['bad-model']);
  await expect(page.getByRole('alert')).toContainText('package.json: ');
  await page.evaluate(() => document.querySelector('pupila-trainer')?.remove());
  await expect.poll(() => page.evaluate(() => _tfengine.memory().numTensors)).toBe(0);
});

test('pauses, resumes and stops by keyboard, and can be moved in the document meanwhile', async ({
  open,
}) => {
  const page = await open();
  await embed(page);
  await trainer(page).evaluate((element) => element.setAttribute('epochs', '50'));
  await page.getByRole('button', { name: 'Entrenar' }).focus();
  await page.keyboard.press('Enter');
  await expect(trainer(page).locator('[part=figures]')).toContainText('1 de 50', { timeout: 60_000 });
  await page.keyboard.press('Enter');
  await expect(status(page)).toHaveText('En pausa');
  await trainer(page).evaluate((element) => document.body.append(element));
  await expect(status(page)).toHaveText('En pausa');
  await page.getByRole('button', { name: 'Continuar' }).press('Enter');
  await expect(status(page)).toHaveText('Entrenando');
  await page.getByRole('button', { name: 'Detener' }).press('Enter');
  await finished(page);
  await expect(status(page)).toHaveText(/^Detenido/);
  await expect(page.getByRole('button', { name: 'Entrenar desde cero' })).toBeEnabled();

  // Tabs: arrow keys wrap around and skip tabs without content.
  const tab = (name: string) => trainer(page).getByRole('tab', { name, selected: true });
  await tab('Aciertos').press('ArrowLeft');
  await expect(tab('Curvas')).toBeFocused();
  await tab('Curvas').press('Home');
  await tab('Imágenes').press('ArrowLeft');
  await expect(tab('Modelo')).toBeFocused();
  await expect(trainer(page).locator('[part=model]')).toBeVisible();
});

test('accepts a dropped zip, a folder, and pictures by class', async ({ open }, info) => {
  const page = await open();
  await embed(page);
  await trainer(page).evaluate((element) => {
    element.removeAttribute('src');
    element.setAttribute('epochs', '1');
  });
  await openTab(trainer(page), 'Imágenes');

  await page.getByLabel('Un zip o una carpeta').check();
  await dropFile(trainer(page).locator('.drop'), 'empty.zip', await zipOf({ 'a/0.txt': 'no picture' }));
  await expect(trainer(page).locator('.picked')).toHaveText('empty.zip');
  await page.getByRole('button', { name: 'Entrenar' }).click();
  await expect(page.getByRole('alert')).toContainText(
    'Los datos deben tener, por cada clase, una carpeta con imágenes (png, jpg,',
    {
      timeout: 30_000,
    },
  );

  await openTab(trainer(page), 'Imágenes');
  await page.getByLabel('Elegir una carpeta').setInputFiles('fixtures/tree');
  await expect(trainer(page).locator('.picked')).toContainText(/^tree, \d+ archivos$/);
  await page.getByRole('button', { name: 'Entrenar' }).click();
  await finished(page);
  await expect(trainer(page).locator('[part=matrix] tbody tr')).toHaveCount(5);
  const warnings = trainer(page).locator('details', { hasText: 'Avisos sobre los datos: ' });
  await warnings.locator('summary').click();
  await expect(warnings).toContainText(
    'Se omitieron imágenes que no están en la carpeta de ninguna clase (1): loose.png',
  );
  await expect(trainer(page).locator('[lang=en]')).toHaveCount(0);

  await openTab(trainer(page), 'Imágenes');
  await page.getByLabel('Imágenes por clase').check();
  await page.getByRole('button', { name: /Entrenar/ }).click();
  await expect(page.getByRole('alert')).toContainText('al menos dos clases');
  await page.getByLabel('Nombre de la clase 1').fill('gatos');
  await page.getByLabel('Nombre de la clase 1').press('Tab');
  for (const [name, file, count] of [
    ['gatos', 'cats/c', 1],
    ['Clase 2', 'dogs/d', 2],
  ] as const) {
    const paths = [0, 4].map((i) => `fixtures/tree/${file}${i}.png`);
    await page.getByLabel(`Añadir imágenes a ${name}`).setInputFiles([...paths, 'package.json']);
    await expect(page.getByText('Archivos omitidos: 1')).toHaveCount(count);
  }
  await page.screenshot({ path: info.outputPath('classes.png'), fullPage: true });
  await page.getByRole('button', { name: /Entrenar/ }).click();
  await finished(page);
  await expect(trainer(page).locator('[part=facts]')).toContainText('Clase 2 y gatos');
  await expect(trainer(page).locator('[part=facts]')).toContainText('de entrenamiento: 4; de validación: 0');
});

test('two elements train side by side', async ({ open }) => {
  const page = await open();
  await embed(page);
  const histories = await page.evaluate(async () => {
    const first = document.querySelector('pupila-trainer') as HTMLElementTagNameMap['pupila-trainer'];
    const second = first.cloneNode() as typeof first;
    first.after(second);
    await Promise.all([first.start(), second.start()]);
    return [first.history, second.history];
  });
  expect(histories[0]?.['val_loss']).toHaveLength(2);
  expect(histories[1]).toEqual(histories[0]);
});

test('an element reports what is missing, and follows the language of the page', async ({ open }) => {
  const page = await open();
  const spanishMessages: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('chunk-messages-es')) spanishMessages.push(request.url());
  });
  await embed(page);
  expect(spanishMessages).toEqual([]);
  // An error outside a run does not mark the run as failed.
  await trainer(page).evaluate((element) =>
    (element as HTMLElementTagNameMap['pupila-trainer']).load(new Blob(['no model'])).catch(() => undefined),
  );
  await expect(page.getByRole('alert')).toContainText(TEXTS.es.shared.errors['bad-model']);
  const status = trainer(page).locator('[part=status]');
  expect(spanishMessages).toHaveLength(1);
  await expect(page.getByRole('alert')).toContainText(
    'Detalle: Un modelo debe ser un archivo de uno de estos tipos:',
  );
  await expect(status).not.toHaveText(TEXTS.es.trainer.state.failed);
  await page.evaluate(() => document.querySelector('pupila-trainer')?.setAttribute('src', 'nowhere.zip'));
  await page.getByRole('button', { name: 'Entrenar' }).click();
  await expect(page.getByRole('alert')).toContainText('La descarga falló.', { timeout: 30_000 });
  await expect(page.getByRole('alert')).toContainText(
    'El servidor respondió con el estado 404. Recibido: url=',
  );
  await expect(status).toHaveText(TEXTS.es.trainer.state.failed);
  await page.evaluate(() => document.documentElement.setAttribute('lang', 'en'));
  await expect(page.getByRole('alert')).toContainText('The server answered with status 404. Received: url=');
  await trainer(page).evaluate((element) => element.setAttribute('locale', 'es-MX'));
  await expect(page.getByRole('button', { name: 'Entrenar' })).toBeVisible();

  // A rejected setting of the page shows its error next to its field.
  await trainer(page).evaluate((element) => element.setAttribute('epochs', '0'));
  await page.getByRole('button', { name: 'Entrenar' }).click();
  await expect(page.getByRole('alert')).toContainText(
    'Detalle: epochs debe ser un entero mayor o igual que 1. Recibido: epochs=0',
  );
  await expect(trainer(page).locator('[lang=en]')).toHaveCount(0);
  await expect(page.getByLabel('Épocas', { exact: true })).toBeVisible();

  // What comes from the browser stays English, and says so.
  await trainer(page).evaluate((element) =>
    Object.assign(element, { epochs: 1, data: { kind: 'listing', base: 'a', paths: 7, name: 'a' } }),
  );
  await page.getByRole('button', { name: 'Entrenar' }).click();
  await expect(page.getByRole('alert')).toContainText(TEXTS.es.shared.errors.internal, { timeout: 30_000 });
  await expect(page.getByRole('alert').locator('[lang=en]')).toContainText('is not a function');
});

test('an element keeps its pictures when it is removed and added again', async ({ open }) => {
  const page = await open();
  await embed(page);
  await openTab(trainer(page), 'Imágenes');
  await page.getByLabel('Imágenes por clase').check();
  await page.getByLabel('Añadir imágenes a Clase 1').setInputFiles('fixtures/tree/cats/c0.png');
  const widths = () =>
    trainer(page)
      .locator('.thumbnails img')
      .evaluateAll((all) => all.map((each) => (each as HTMLImageElement).naturalWidth > 0));
  await expect.poll(widths).toEqual([true]);
  await trainer(page).evaluate(async (element) => {
    const { parentElement } = element;
    element.remove();
    await new Promise((resolve) => setTimeout(resolve, 50));
    parentElement?.append(element);
  });
  // Switch tabs and return: the images are created again.
  await openTab(trainer(page), 'Ajustes');
  await openTab(trainer(page), 'Imágenes');
  await expect.poll(widths).toEqual([true]);
});
