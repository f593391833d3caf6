/** A loaded model in the lesson whose last layer is fitted to data with other classes. */
import { type Page, expect } from 'playwright/test';
import { dropFile, openTab, smallPictures, test, zipOf } from './support';
import { lesson } from '../src/i18n/es/lesson';
import { TEXTS } from './texts';

const { trainer: words, featureMaps, shared } = TEXTS.es;
const SHORT = { epochs: 1, batchSize: 8, stepsPerEpoch: 1, validationSteps: 1 };

async function threeClasses(): Promise<Record<string, Uint8Array>> {
  const pictures = Object.entries(await smallPictures());
  const birds = pictures
    .filter(([path]) => path.startsWith('dogs/'))
    .map(([path, file]) => [path.replace('dogs/', 'birds/'), file] as const);
  return Object.fromEntries([...pictures, ...birds]);
}

const partsOf = (page: Page) => {
  const trainer = page.locator('pupila-trainer');
  return {
    trainer,
    maps: page.locator('pupila-feature-maps'),
    button: (name: string) => trainer.getByRole('button', { name, exact: true }),
  };
};

async function loadModel(page: Page): Promise<void> {
  const { trainer, maps } = partsOf(page);
  await trainer.evaluate((element, short) => Object.assign(element, short), SHORT);
  await openTab(trainer, words.tabs.model);
  await trainer.getByLabel(words.model.load).setInputFiles('fixtures/train/small_binary_adam.final.keras');
  await expect(maps.getByText(featureMaps.loaded)).toBeVisible({ timeout: 60_000 });
}

/** Starts with data of three classes, which the loaded model refuses, and fits its last layer. */
async function fitToThree(page: Page, start: string): Promise<void> {
  const { trainer, button } = partsOf(page);
  await openTab(trainer, words.tabs.data);
  await trainer.getByLabel(words.data.file).check();
  await dropFile(trainer.locator('[part=data] .drop'), 'mine.zip', await zipOf(await threeClasses()));
  await button(start).click();
  await expect(trainer.getByRole('alert')).toContainText(shared.endsFor('3'), { timeout: 60_000 });
  await button(words.fitOutput).click();
  await expect(trainer.locator('[part=status]')).toHaveText(words.fitted, { timeout: 60_000 });
}

test('the fourth section says which network the last section trains', async ({ open }) => {
  const page = await open({ path: '#entrenamiento' });
  const { trainer, maps, button } = partsOf(page);
  await expect(maps.locator('.probability')).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText(lesson.networkIsTrained)).toBeVisible();
  await loadModel(page);
  await expect(page.getByText(lesson.loadedIsTrained)).toBeVisible();
  await expect(page.getByText(lesson.networkIsTrained)).toHaveCount(0);
  await openTab(trainer, words.tabs.model);
  await button(words.model.forget).click();
  await expect(page.getByText(lesson.networkIsTrained)).toBeVisible();
  await expect(page.getByText(lesson.loadedIsTrained)).toHaveCount(0);
});

test('the maps name the classes of the data as soon as the last layer is fitted', async ({ open }) => {
  const page = await open({ path: '?lab=entrenamiento' });
  const { maps } = partsOf(page);
  await loadModel(page);
  await fitToThree(page, words.start);
  await expect(maps.locator('.probability')).toContainText(/Probabilidad de (birds|gato|perro): /);
  await expect(maps.getByText("class_indices = {'birds': 0, 'cats': 1, 'dogs': 2}")).toBeVisible();
  await expect(maps.getByText(featureMaps.assumed('1/255'))).toBeVisible();
  // That the network fits the data says nothing of the one that follows.
  const { trainer, button } = partsOf(page);
  await openTab(trainer, words.tabs.model);
  await button(words.model.forget).click();
  await expect(trainer.locator('[part=status]')).toHaveText(words.state.idle);
});

test('a fitted last layer keeps the results of the earlier run until the next one has finished a step', async ({
  open,
}) => {
  const page = await open({ path: '?lab=entrenamiento' });
  const { trainer, maps, button } = partsOf(page);
  await loadModel(page);
  await button(words.start).click();
  await expect(trainer.locator('[part=matrix] tbody tr')).toHaveCount(2, { timeout: 60_000 });
  await expect(maps.getByText(featureMaps.trained)).toBeVisible({ timeout: 60_000 });
  await openTab(trainer, words.tabs.predict);
  await trainer.locator('[part=predict] input[type=file]').setInputFiles('fixtures/jpeg/0.jpg');
  const predicted = trainer.locator('[part=predictions] li');
  await expect(predicted).toHaveCount(1);
  const before = await predicted.innerText();
  const answer = await maps.locator('.probability').textContent();

  await fitToThree(page, words.loadedModel);
  await expect(trainer.locator('[part=outdated]')).toBeVisible();
  const keepsResults = async (): Promise<void> => {
    await openTab(trainer, words.tabs.results);
    await expect(trainer.locator('[part=matrix] tbody tr')).toHaveCount(2);
    await openTab(trainer, words.tabs.predict);
    expect(await predicted.innerText()).toBe(before);
    await expect(maps.getByText("class_indices = {'cats': 0, 'dogs': 1}")).toBeVisible();
    await expect(maps.locator('.probability')).toHaveText(answer as string);
  };
  await keepsResults();

  // A damaged picture in the first batch of the next run, whose layers are those of the earlier one.
  const pictures = await threeClasses();
  for (const [path, file] of Object.entries(pictures).filter(([path]) => path.startsWith('birds/')))
    pictures[path] = file.subarray(0, 40);
  await openTab(trainer, words.tabs.data);
  await dropFile(trainer.locator('[part=data] .drop'), 'mine.zip', await zipOf(pictures));
  await trainer.evaluate((element) => Object.assign(element, { batchSize: 32 }));
  await button(words.start).click();
  await expect(trainer.getByRole('alert')).toContainText(shared.errors['bad-image'], { timeout: 60_000 });
  await expect(trainer.locator('[part=status]')).toHaveText(words.state.notStarted);
  await keepsResults();

  await openTab(trainer, words.tabs.data);
  await dropFile(trainer.locator('[part=data] .drop'), 'mine.zip', await zipOf(await threeClasses()));
  await button(words.start).click();
  await expect(trainer.locator('[part=matrix] tbody tr')).toHaveCount(3, { timeout: 60_000 });
  await expect(maps.getByText("class_indices = {'birds': 0, 'cats': 1, 'dogs': 2}")).toBeVisible();
  await expect(maps.getByText(featureMaps.trained)).toBeVisible({ timeout: 60_000 });
});

test('the maps name the classes of the data once the last layer of the lesson’s network is fitted', async ({
  open,
}) => {
  const page = await open({ path: '?lab=entrenamiento' });
  const { trainer, maps } = partsOf(page);
  await expect(maps.locator('.probability')).toBeVisible({ timeout: 60_000 });
  await trainer.evaluate((element, short) => Object.assign(element, short), SHORT);
  await openTab(trainer, words.tabs.data);
  await trainer.getByLabel(words.data.file).check();
  await dropFile(trainer.locator('[part=data] .drop'), 'mine.zip', await zipOf(await threeClasses()));
  await trainer.getByRole('button', { name: words.start, exact: true }).click();
  await expect(trainer.getByRole('alert')).toContainText(shared.endsFor('3'), { timeout: 60_000 });
  await trainer.getByRole('button', { name: words.fitOutput, exact: true }).click();
  await expect(maps.locator('.probability')).toContainText(/Probabilidad de (birds|gato|perro): /, {
    timeout: 60_000,
  });
});
