/** Weights in the trainer: into a loaded model, into the course's network, by an attribute, by name, with a warning. */
import { type Locator, type Page, expect } from 'playwright/test';
import { findings } from './axe';
import { headless, openTab, test } from './support';
import { TEXTS } from './texts';

const TRAIN = 'fixtures/train/small_binary_adam';
const picture = 'fixtures/jpeg/0.jpg';
const gpu = 'none';

/** Loads a file with a button of the model's tab. */
async function load(trainer: Locator, button: string, file: string): Promise<void> {
  await trainer.getByLabel(button, { exact: true }).setInputFiles(file);
}

/** Opens the element in a language, with the model's tab. */
async function openModel(page: Page, locale: 'es' | 'en'): Promise<Locator> {
  await page.evaluate((lang) => document.documentElement.setAttribute('lang', lang), locale);
  const trainer = page.locator('pupila-trainer');
  await openTab(trainer, TEXTS[locale].trainer.tabs.model);
  return trainer;
}

for (const locale of ['es', 'en'] as const) {
  test(`weights are loaded into a model, skipped with a warning or refused: ${locale}`, async ({ open }) => {
    const { model: words } = TEXTS[locale].trainer;
    const page = await open({ path: 'embed.html', width: 360, mounts: { fixtures: 'fixtures' } });
    const trainer = await openModel(page, locale);
    await load(trainer, words.load, `${TRAIN}.final.keras`);
    await expect(trainer.locator('[part=model]')).toContainText('final.keras', { timeout: 60_000 });
    await expect(trainer.getByText(words.startsFromLoaded)).toBeVisible();
    await load(trainer, words.loadWeights, `${TRAIN}.initial.weights.h5`);
    const weights = trainer.locator('[part=weights]');
    await expect(trainer.getByText(words.startsFromLoaded)).toHaveCount(0);
    await expect(weights.getByRole('status')).toHaveText(
      words.weights.all('small_binary_adam.initial.weights.h5'),
    );
    const [expected] = await headless.predict({ images: [picture], model: `${TRAIN}.initial.keras`, gpu });
    const predicted = await trainer.evaluate(async (element) => {
      const blob = await (await fetch('fixtures/jpeg/0.jpg')).blob();
      return (element as HTMLElementTagNameMap['pupila-trainer']).predict(blob);
    });
    expect(Object.values(predicted)).toEqual(Object.values(expected?.probabilities ?? {}));

    // By the keyboard: other weights do not fit, unless they are skipped.
    const byName = weights.getByRole('checkbox').first();
    await byName.focus();
    await page.keyboard.press('Space');
    await expect(byName).toBeChecked();
    await load(trainer, words.loadWeights, `${TRAIN}.initial.weights.h5`);
    await expect(trainer.getByRole('alert')).toContainText('initial.weights.h5: ');
    await page.keyboard.press('Space');
    await expect(byName).not.toBeChecked();
    await load(trainer, words.load, 'fixtures/weights/other.keras');
    await expect(trainer.locator('[part=model]')).toContainText('other.keras');
    await load(trainer, words.loadWeights, 'fixtures/weights/legacy.h5');
    await expect(trainer.getByRole('alert')).toContainText('(8, 2)');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await load(trainer, words.loadWeights, 'fixtures/weights/legacy.h5');
    await expect(weights.getByRole('status').locator('p')).toHaveCount(3);
    await expect(weights.getByRole('status')).toContainText(words.weights.some('legacy.h5'));
    await expect(trainer.getByRole('alert')).toHaveCount(0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    expect(await findings(page)).toEqual([]);
  });
}

test("without a model, an attribute loads weights into the course's network", async ({ open }, info) => {
  const out = info.outputPath('run');
  const options = { targetSize: [24, 24], epochs: 1, stepsPerEpoch: 1, batchSize: 4, seed: 1 } as const;
  await headless.train({ data: 'fixtures/tree.zip', out, gpu, options });
  const page = await open({ path: 'embed.html', mounts: { run: out } });
  const trainer = await openModel(page, 'en');
  const set = (side: string) =>
    trainer.evaluate((element, value) => {
      element.removeAttribute('weights');
      element.setAttribute('target-size', value);
      element.setAttribute('weights', 'run/model.keras');
    }, side);
  await set('150');
  await expect(trainer.getByRole('alert')).toContainText('the course’s network for pictures of 150', {
    timeout: 60_000,
  });
  await set('24');
  await expect(trainer.locator('[part=weights]').getByRole('status')).toContainText('model.keras');
  await expect(trainer.locator('[part=model]')).toContainText('class 0');
  await expect(trainer.getByRole('alert')).toHaveCount(0);
});
