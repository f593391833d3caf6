/** Arrays (`.npz`) in the trainer: the course's network is built for their shape, and the lesson's network on request. */
import { type Page, expect } from 'playwright/test';
import { writeNpy } from '../src/data/archive/npy';
import { dropFile, openTab, test, zipOf } from './support';
import { lesson } from '../src/i18n/es/lesson';
import type { PupilaTrainer } from '../src/element/index';
import { TEXTS } from './texts';

const { trainer: words, shared, network: networkWords } = TEXTS.es;
const SHORT = { epochs: 1, batchSize: 4, stepsPerEpoch: 1, validationSteps: 1 };
const IMAGES = 12;

const trainerOf = (page: Page) => page.locator('pupila-trainer');

/** Returns an `.npz` of three classes with pictures of a shape. */
async function arrays(...shape: number[]): Promise<Uint8Array> {
  const values = shape.reduce((product, side) => product * side, IMAGES);
  const x = Uint8Array.from({ length: values }, (_, i) => (i * 31) % 256);
  const y = Uint8Array.from({ length: IMAGES }, (_, i) => i % 3);
  return zipOf({
    'x.npy': writeNpy([IMAGES, ...shape], x),
    'y.npy': writeNpy([IMAGES], y),
  });
}

async function choose(page: Page, npz: Uint8Array): Promise<void> {
  const trainer = trainerOf(page);
  await openTab(trainer, words.tabs.data);
  await trainer.getByLabel(words.data.file).check();
  await dropFile(trainer.locator('[part=data] .drop'), 'mine.npz', npz);
  await expect(trainer.locator('.picked')).toHaveText('mine.npz');
}

test("the course's network is built for the shape of arrays", async ({ open }) => {
  const page = await open({ path: 'embed.html' });
  await trainerOf(page).evaluate((element, short) => void Object.assign(element, short), SHORT);
  const train = async (...shape: number[]): Promise<readonly number[]> => {
    await choose(page, await arrays(...shape));
    return trainerOf(page).evaluate(async (element) => {
      const trainer = element as PupilaTrainer;
      await trainer.start();
      return (await trainer.session?.prepare())?.model.inputs[0]?.shape.slice(1) as number[];
    });
  };
  expect(await train(28, 28)).toEqual([28, 28, 1]);
  expect(await train(28, 28, 1)).toEqual([28, 28, 1]);
  expect(await train(32, 32, 3)).toEqual([32, 32, 3]);
  await expect(train(8, 8, 3)).rejects.toThrow('at least 22x22 pixels. Received: images=8x8');
  await expect(trainerOf(page).getByRole('alert')).toContainText('al menos 22x22 píxeles');
});

test("the lesson's network is fitted to arrays in one step, if they are large enough", async ({ open }) => {
  const page = await open({ path: '#entrenamiento' });
  const trainer = trainerOf(page);
  const lab = page.locator('pupila-network-lab');
  const alert = trainer.getByRole('alert');
  const train = trainer.getByRole('button', { name: words.start, exact: true });
  const fit = trainer.getByRole('button', { name: words.fitNetwork });
  await expect(page.locator('pupila-feature-maps .probability')).toBeVisible({ timeout: 60_000 });
  await page.locator('#red').scrollIntoViewIfNeeded();
  await expect(lab.locator('.layer').first()).toBeVisible({ timeout: 60_000 });
  await trainer.evaluate((element, short) => void Object.assign(element, short), SHORT);
  await choose(page, await arrays(8, 8, 3));
  await train.click();
  await expect(alert).toContainText(shared.errors['input-mismatch'], { timeout: 60_000 });
  await expect(alert).toContainText('Recibido: arrays=(8, 8, 3), input=(150, 150, 3)');
  await fit.click();
  await expect(alert).toContainText(lesson.tooDeep);

  await choose(page, await arrays(28, 28));
  await train.click();
  await expect(alert).toContainText('Recibido: arrays=(28, 28, 1)', { timeout: 60_000 });
  await fit.click();
  await expect(trainer.locator('[part=status]')).toHaveText(words.fitted);
  await expect(lab.getByLabel(networkWords.size)).toHaveValue('28\u00a0×\u00a028');
  await expect(lab.locator('.layer .shape').first()).toHaveText('(28, 28, 1)');
  await train.click();
  await expect(trainer.locator('[part=matrix] tbody tr')).toHaveCount(3, { timeout: 60_000 });
  await expect(alert).toHaveCount(0);
});
