/** The sixth section as a reader uses it: pause, resume, stop, try a picture, and see what is wrong with data. */
import { expect } from 'playwright/test';
import { sizeText } from '../src/core/size-text';
import { dropFile, openTab, smallPictures, test, zipOf } from './support';
import { TEXTS } from './texts';
import { lesson } from '../src/i18n/es/lesson';
import { presets } from '../src/i18n/es/presets';
import type { PupilaTrainer } from '../src/element/index';
import type { PupilaFeatureMaps } from '../src/lesson/pupila-feature-maps';

/** At least the time between two snapshots of a network in training. */
const LIVE_MS = 1500;

test('training in the lesson pauses, resumes and stops; a picture can be tried; bad data are rejected', async ({
  open,
}) => {
  const { trainer: words, featureMaps, shared } = TEXTS.es;
  const page = await open();
  await page.goto(new URL('?lab=entrenamiento', page.url()).href);
  const trainer = page.locator('pupila-trainer');
  const maps = page.locator('pupila-feature-maps');
  const status = trainer.locator('[part=status]');
  const button = (name: string) => trainer.getByRole('button', { name, exact: true });
  await expect(maps.locator('.probability')).toBeVisible({ timeout: 60_000 });
  await trainer.evaluate((element) =>
    Object.assign(element, { epochs: 50, batchSize: 8, stepsPerEpoch: 2, validationSteps: 1 }),
  );
  await button(words.start).click();
  // The first epoch may be over before it is seen.
  await expect(trainer.locator('[part=figures]')).toContainText(new RegExp(words.progress.of('\\d+', '50')), {
    timeout: 60_000,
  });
  await button(words.pause).click();
  await expect(status).toHaveText(words.state.paused);
  const figures = trainer.locator('[part=figures] dt');
  const { charts } = words;
  await expect(figures.filter({ hasText: charts.batchAccuracy })).toHaveCount(1);
  await expect(maps.getByText(featureMaps.live)).toBeVisible({ timeout: 60_000 });
  const steps = () => trainer.locator('[part=table]').last().locator('tbody tr').count();
  const before = await steps();
  await button(words.resume).click();
  await expect(status).toHaveText(words.state.running);
  await expect.poll(steps, { timeout: 60_000 }).toBeGreaterThan(before);
  await button(words.stop).click();
  await expect(status).toContainText(words.state.stopped, { timeout: 60_000 });
  await expect(trainer.locator('[part=matrix]')).toBeVisible({ timeout: 60_000 });
  await expect(figures.filter({ hasText: charts.batchAccuracy })).toHaveCount(0);
  await expect(figures.filter({ hasText: charts.trainingAccuracy })).toHaveCount(1);
  await expect(maps.getByText(featureMaps.trained)).toBeVisible();
  // Despite the minimum time between snapshots, the final one shows the final weights: a new snapshot changes nothing.
  await page.waitForTimeout(2 * LIVE_MS);
  const answer = await maps.locator('.probability').textContent();
  await maps.evaluate((element) => (element as PupilaFeatureMaps).follow());
  await page.waitForTimeout(LIVE_MS);
  await expect(maps.locator('.probability')).toHaveText(answer as string);

  // A start that is rejected keeps the trained network.
  await trainer.evaluate((element) => Object.assign(element, { epochs: 0 }));
  await button(words.fromScratch).click();
  await expect(trainer.getByRole('alert')).toContainText(
    'epochs debe ser un entero mayor o igual que 1. Recibido: epochs=0',
  );
  await openTab(trainer, words.tabs.results);
  await expect(trainer.locator('[part=matrix]')).toBeVisible();
  await trainer.evaluate((element) => Object.assign(element, { epochs: 50 }));

  await openTab(trainer, words.tabs.predict);
  const predict = trainer.locator('[part=predict] input[type=file]');
  await predict.setInputFiles('fixtures/jpeg/0.jpg');
  await expect(trainer.locator('[part=predictions] li')).toContainText(/cats\s*\d+,\d\s%\s*dogs\s*\d+,\d\s%/);
  await predict.setInputFiles('package.json');
  await expect(trainer.getByRole('alert')).toContainText(shared.errors['bad-image']);

  const refused = async (
    zip: Uint8Array,
    code: keyof typeof shared.errors,
    detail: string,
  ): Promise<void> => {
    await openTab(trainer, words.tabs.data);
    await trainer.getByLabel(words.data.file).check();
    await dropFile(trainer.locator('[part=data] .drop'), 'mine.zip', zip);
    await button(words.start).or(button(words.fromScratch)).click();
    await expect(trainer.getByRole('alert')).toContainText(shared.errors[code], { timeout: 30_000 });
    await expect(trainer.getByRole('alert').locator('.detail')).toContainText(detail);
    await expect(trainer.locator('[lang=en]')).toHaveCount(0);
  };
  const pictures = await smallPictures();
  const cats = Object.fromEntries(Object.entries(pictures).filter(([path]) => path.startsWith('cats/')));
  await refused(Buffer.from('no zip'), 'bad-archive', '.zip');
  await refused(await zipOf({ 'a/0.txt': 'no picture' }), 'no-images', 'una carpeta con imágenes');
  await refused(await zipOf(cats), 'one-class', 'classes=["cats"]');
});

test('a loaded model is shown and trained, and replaced when it is unloaded', async ({ open }) => {
  const { trainer: words, featureMaps } = TEXTS.es;
  const page = await open({ path: '?lab=entrenamiento' });
  const [trainer, maps] = [page.locator('pupila-trainer'), page.locator('pupila-feature-maps')];
  const shows = (count: string, layer: string, side: string) =>
    expect(maps.getByText(featureMaps.maps(count, layer, `(${side}, ${side})`)).last()).toBeVisible({
      timeout: 60_000,
    });
  await shows('36', 'conv2d', '148');
  await openTab(trainer, words.tabs.model);
  await trainer.getByLabel(words.model.load).setInputFiles('fixtures/train/small_binary_adam.final.keras');
  await shows('8', 'conv2d_7', '30');
  await expect(maps.getByText(featureMaps.loaded)).toBeVisible();
  // Its file names no classes, and does not say how its pictures were prepared.
  await expect(maps.getByText('class_indices')).toHaveCount(0);
  await expect(maps.getByText(featureMaps.assumed('1/255'))).toBeVisible();
  const probability = maps.locator('.probability');
  await expect(probability).toContainText(/Probabilidad de clase [01]: \d+,\d\s%/);
  await expect(maps.getByRole('img', { name: featureMaps.gradCam })).toHaveCount(1);

  const before = await maps.locator('.wall canvas').evaluate((each: HTMLCanvasElement) => each.toDataURL());
  await trainer.evaluate((element) =>
    Object.assign(element, { epochs: 1, batchSize: 8, stepsPerEpoch: 400, validationSteps: 1 }),
  );
  await trainer.getByRole('button', { name: words.start, exact: true }).click();
  await expect(maps.getByText(featureMaps.live)).toBeVisible({ timeout: 60_000 });
  await trainer.getByRole('button', { name: words.stop, exact: true }).click();
  await expect(trainer.locator('[part=matrix]')).toBeVisible({ timeout: 60_000 });
  await expect(maps.getByText("class_indices = {'cats': 0, 'dogs': 1}")).toBeVisible();
  await expect(maps.getByText(featureMaps.trained)).toBeVisible();
  await expect(maps.getByText(featureMaps.asSeen)).toBeVisible();
  await expect(trainer.getByRole('button', { name: words.loadedModel, exact: true })).toBeVisible();
  await expect(trainer.getByRole('button', { name: words.fromScratch, exact: true })).toHaveCount(0);
  await maps.getByRole('button', { name: 'conv2d_7', exact: true }).click();
  await shows('8', 'conv2d_7', '30');
  await expect
    .poll(() => maps.locator('.wall canvas').evaluate((each: HTMLCanvasElement) => each.toDataURL()))
    .not.toBe(before);

  await openTab(trainer, words.tabs.model);
  await trainer.getByRole('button', { name: words.model.forget }).click();
  await shows('36', 'conv2d', '148');
  await expect(maps.getByText(featureMaps.untrained)).toBeVisible();
  // The run was freed with its model: no run is stopped, and the next one can start.
  await expect(trainer.locator('[part=status]')).toHaveText(words.state.idle);
});

test('a trained network is kept until the next run, whatever picture and network are chosen', async ({
  open,
}) => {
  const { trainer: words, featureMaps, labs, network: w } = TEXTS.es;
  const page = await open({ path: '#entrenamiento' });
  const [trainer, maps] = [page.locator('pupila-trainer'), page.locator('pupila-feature-maps')];
  const network = page.locator('pupila-network-lab');
  const status = trainer.locator('[part=status]');
  const shows = (side: string) =>
    expect(maps.getByText(featureMaps.maps('36', 'conv2d', `(${side}, ${side})`)).last()).toBeVisible({
      timeout: 60_000,
    });
  const usable = () =>
    trainer.evaluate(async (element) => {
      const picture = new OffscreenCanvas(50, 50);
      picture.getContext('2d')!.fillRect(0, 0, 50, 50);
      const trained = element as PupilaTrainer;
      const [file, predicted] = [await trained.save(), await trained.predict(await picture.convertToBlob())];
      return file.size > 1000 && Object.keys(predicted).join();
    });
  await expect(maps.locator('.probability')).toBeVisible({ timeout: 60_000 });
  await page.locator('#red').scrollIntoViewIfNeeded();
  const size = network.getByLabel(w.size);
  await size.selectOption(sizeText(50, 50));
  await shows('48');
  await trainer.evaluate((element) =>
    Object.assign(element, { epochs: 1, batchSize: 8, stepsPerEpoch: 2, validationSteps: 1 }),
  );
  await trainer.getByRole('button', { name: words.start, exact: true }).click();
  await expect(status).toHaveText(words.state.done, { timeout: 60_000 });
  await expect(maps.getByText(featureMaps.trained)).toBeVisible({ timeout: 60_000 });

  const dog = maps.getByRole('button', { name: labs.builtIn.dog, exact: true });
  await dog.click();
  await expect(dog).toHaveAttribute('aria-pressed', 'true');
  await expect(maps.getByText(featureMaps.trained)).toBeVisible();
  expect(await usable()).toBe('cats,dogs');

  await size.selectOption(sizeText(100, 100));
  await expect(page.getByText(lesson.networkWaits)).toBeVisible();
  await expect(maps.getByText(featureMaps.trained)).toBeVisible();
  await shows('48');
  expect(await usable()).toBe('cats,dogs');

  // Back to what was trained: nothing waits, and training can go on.
  await size.selectOption(sizeText(50, 50));
  await expect(page.getByText(lesson.networkWaits)).toHaveCount(0);
  await expect(trainer.getByRole('button', { name: words.further('1') })).toBeVisible();
  expect(await usable()).toBe('cats,dogs');
  await size.selectOption(sizeText(100, 100));

  await network.evaluate((lab) => {
    const detail = { network: { inputShape: [100, 100, 3], layers: [{ type: 'Dropout', rate: 0.5 }] } };
    Object.assign(lab, detail);
    lab.dispatchEvent(new CustomEvent('pupila-carry', { detail, bubbles: true }));
  });
  await expect(page.getByRole('alert').filter({ hasText: lesson.notBuilt })).toContainText(
    'Una red debe terminar en un vector; Flatten lo produce. Recibido: layer=dropout, (None, 100, 100, 3)',
  );
  await expect(network.locator('.result .shape').first()).toHaveText('(98, 98, 36)');

  await trainer.getByRole('button', { name: words.start, exact: true }).click();
  await shows('98');
  await expect(page.getByText(lesson.networkWaits)).toHaveCount(0);
  await expect(status).toHaveText(words.state.done, { timeout: 60_000 });
});

test('the trainer names the augmentation of the fifth section', async ({ open }) => {
  const { trainer: words, augmentation: w } = TEXTS.es;
  const page = await open({ path: '#entrenamiento' });
  const chosen = page.locator('pupila-trainer').getByLabel('Aumentación de datos');
  await expect(page.locator('pupila-feature-maps .probability')).toBeVisible({ timeout: 60_000 });
  await openTab(page.locator('pupila-trainer'), words.tabs.settings);
  await page.locator('#aumentacion').scrollIntoViewIfNeeded();
  const lab = page.locator('pupila-augmentation-lab');
  const { augmentNone, augmentCourse, augmentCustom } = words.settings;
  await lab.getByRole('button', { name: w.none, exact: true }).click({ timeout: 60_000 });
  await expect(chosen.locator('option:checked')).toHaveText(augmentNone);
  await lab.getByLabel('horizontal_flip').check();
  await expect(chosen.locator('option:checked')).toHaveText(augmentCustom);
  // Settings that bring no augmentation take the fifth section's.
  await page.getByRole('button', { name: presets.names.overfit, exact: true }).click();
  await expect(chosen.locator('option:checked')).toHaveText(augmentNone);
  await page.getByRole('button', { name: presets.names.lesson, exact: true }).click();
  await expect(chosen.locator('option:checked')).toHaveText(augmentCustom);
  await lab.getByRole('button', { name: w.course, exact: true }).click();
  await expect(chosen.locator('option:checked')).toHaveText(augmentCourse);
});
