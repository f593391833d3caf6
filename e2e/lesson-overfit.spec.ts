/** Overfitting in the sixth section: a run that overfits for certain, and the same run on more pictures, which does not. */
import { type Locator, type Page, expect } from 'playwright/test';
import type { PupilaTrainer } from '../src/element/index';
import { code as comments } from '../src/i18n/es/code';
import { presets as w } from '../src/i18n/es/presets';
import { dropFile, openTab, smallPictures, test, zipOf } from './support';
import { TEXTS } from './texts';

const words = TEXTS.es.trainer;

test('on a phone too, the presets stand before the trainer; figures of an earlier choice are marked', async ({
  open,
}) => {
  const page = await open({ path: '?lab=entrenamiento', width: 360 });
  const trainer = page.locator('pupila-trainer');
  const preset = (name: string) => page.getByRole('button', { name, exact: true });
  await expect(preset(w.names.lesson)).toHaveAttribute('aria-pressed', 'true', { timeout: 60_000 });
  const bottom = await page.locator('.presets').evaluate((each) => each.getBoundingClientRect().bottom);
  expect(bottom).toBeLessThan((await trainer.boundingBox())?.y as number);

  await trainer.evaluate((element) =>
    Object.assign(element, { epochs: 1, stepsPerEpoch: 1, validationSteps: 1 }),
  );
  await trainer.locator('button.primary').click();
  await expect(trainer.locator('[part=matrix]')).toBeVisible({ timeout: 120_000 });
  const outdated = trainer.getByText(words.outdated);
  await expect(outdated).toHaveCount(0);
  await trainer.locator('details.code summary').click();
  const code = async (name: string): Promise<string> => {
    await preset(name).click();
    await expect(outdated).toBeVisible();
    return (await trainer.locator('details.code pre').textContent()) ?? '';
  };
  const [few, many] = [await code(w.names.overfit), await code(w.names.remedy)];
  expect(few).toContain(`# ${comments.unpacked('few_drawn_cats_and_dogs.zip')}\n`);
  // The page knows the folders of both before they are read.
  expect(few).not.toContain(comments.unreadFolders);
  expect(few.replace('few_drawn', 'drawn')).toBe(many);
});

/** The trainer, its presets and their text. */
const presetsOf = (page: Page) => ({
  trainer: page.locator('pupila-trainer'),
  preset: (name: string) => page.getByRole('button', { name, exact: true }),
  text: page.locator('.presets [role=status]'),
});

/** Trains with the current settings. Returns Keras's losses by epoch, and the time in seconds. */
async function train(trainer: Locator): Promise<{ loss: number[]; validation: number[]; seconds: number }> {
  const started = Date.now();
  await trainer.locator('button.primary').click();
  await expect(trainer.getByRole('tab', { name: words.tabs.results })).toBeEnabled({ timeout: 200_000 });
  const { history } = await trainer.evaluate((element) => ({ history: (element as PupilaTrainer).history }));
  const { loss = [], val_loss: validation = [] } = history;
  return { loss, validation, seconds: (Date.now() - started) / 1000 };
}

test('one preset overfits, and the same run on more pictures does not', async ({ open }, info) => {
  test.skip(info.project.name !== 'long', 'slow: npm run test:long');
  test.setTimeout(300_000);
  const page = await open({ path: '?lab=entrenamiento' });
  const trainer = page.locator('pupila-trainer');
  const preset = (name: string) => page.getByRole('button', { name, exact: true });
  await expect(preset(w.names.lesson)).toHaveAttribute('aria-pressed', 'true', { timeout: 60_000 });
  await expect(page.getByText(w.texts.lesson)).toBeVisible();

  await preset(w.names.overfit).click();
  await expect(page.getByText(w.texts.overfit)).toBeVisible();
  const few = await train(trainer);
  await expect(trainer.locator('[part=facts]')).toContainText('de entrenamiento: 32; de validación: 128');
  const [fewLoss, fewValidation] = [few.loss.at(-1) as number, few.validation.at(-1) as number];
  expect(fewLoss).toBeLessThan(0.1);
  expect(fewValidation).toBeGreaterThan(5 * fewLoss);
  expect(fewValidation).toBeGreaterThan(Math.min(...few.validation) + 0.1);

  await preset(w.names.remedy).click();
  const many = await train(trainer);
  await expect(trainer.locator('[part=facts]')).toContainText('de entrenamiento: 512; de validación: 128');
  expect(many.loss).toHaveLength(few.loss.length);
  const manyValidation = many.validation.at(-1) as number;
  expect(manyValidation).toBeLessThan(fewValidation - 0.4);
  expect(manyValidation).toBeLessThan((many.loss.at(-1) as number) + 0.2);
  info.annotations.push({ type: 'seconds', description: `${few.seconds}, ${many.seconds}` });

  // A preset is chosen only while all of its settings are.
  await openTab(trainer, words.tabs.settings);
  await trainer.locator('input[name=epochs]').fill('5');
  await trainer.locator('input[name=epochs]').blur();
  await expect(preset(w.names.remedy)).toHaveAttribute('aria-pressed', 'false');
  await expect(page.getByText(w.texts.remedy)).toBeHidden();
  await expect(page.locator('.presets [role=status]')).toHaveText(w.texts.own);
});

test('the button stays below the mouse while a setting that was edited leaves the preset', async ({
  open,
}) => {
  const page = await open({ path: '?lab=entrenamiento' });
  const { trainer, preset, text } = presetsOf(page);
  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: 900 });
    await preset(w.names.overfit).click({ timeout: 60_000 });
    await expect(text).toHaveText(w.texts.overfit);
    await openTab(trainer, words.tabs.settings);
    const button = trainer.locator('button.primary');
    await button.scrollIntoViewIfNeeded();
    await trainer.locator('input[name=epochs]').click();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('2');
    const before = await button.boundingBox();
    const { x, y, width: w0, height } = before as NonNullable<typeof before>;
    await page.mouse.move(x + w0 / 2, y + height - 3);
    await page.mouse.down();
    await expect(text).toHaveText(w.texts.own);
    await page.mouse.up();
    expect((await button.boundingBox())?.y).toBeCloseTo(y, 0);
    // The click has started a run, which is shown with its curves to the end: the preset is about them.
    await expect(trainer.getByRole('button', { name: words.stop, exact: true })).toBeVisible();
    await expect(trainer.getByRole('tab', { name: words.tabs.results })).toBeEnabled({ timeout: 200_000 });
    await expect(trainer.getByRole('tab', { name: words.tabs.curves })).toHaveAttribute(
      'aria-selected',
      'true',
    );
  }
});

test('with other pictures, the presets say what their settings do, and lead back to the lesson’s', async ({
  open,
}) => {
  const page = await open({ path: '?lab=entrenamiento' });
  const { trainer, preset, text } = presetsOf(page);
  await expect(text).toHaveText(w.texts.lesson, { timeout: 60_000 });
  await openTab(trainer, words.tabs.data);
  await trainer.getByLabel(words.data.file).check();
  const status = trainer.locator('[part=status]');
  await expect(status).toHaveText(words.state.noData);
  await expect(preset(w.names.lesson)).toHaveAttribute('aria-pressed', 'false');
  await expect(text).toHaveText(w.otherData('16'));
  // Nothing was tried.
  await trainer.locator('button.primary').click();
  await expect(trainer.getByRole('alert')).toContainText(TEXTS.es.shared.refusals.noData.file);
  await expect(status).toHaveText(words.state.noData);
  await dropFile(trainer.locator('[part=data] .drop'), 'mine.zip', await zipOf(await smallPictures()));
  await expect(status).toHaveText(words.state.idle);
  await expect(text).toHaveText(w.otherData('16'));
  await trainer.evaluate((element) => Object.assign(element, { stepsPerEpoch: null }));
  await expect(text).toHaveText(w.texts.own);
  await preset(w.names.lesson).click();
  await expect(text).toHaveText(w.texts.lesson);
  await expect(preset(w.names.lesson)).toHaveAttribute('aria-pressed', 'true');
  await expect(trainer.getByRole('radio').first()).toBeChecked();
  await expect(trainer.locator('details.code')).toContainText('drawn_cats_and_dogs.zip');
});

test('a preset is no longer chosen when any setting differs, and sets all of them again', async ({
  open,
}) => {
  const page = await open({ path: '?lab=entrenamiento', width: 1280 });
  const trainer = page.locator('pupila-trainer');
  const lesson = page.getByRole('button', { name: w.names.lesson, exact: true });
  await expect(lesson).toHaveAttribute('aria-pressed', 'true', { timeout: 60_000 });
  await openTab(trainer, words.tabs.settings);
  const decay = trainer.locator('input[name=weightDecay]');
  await trainer.getByLabel('Optimizador').selectOption('sgd');
  await expect(lesson).toHaveAttribute('aria-pressed', 'false');
  await decay.fill('x');
  await decay.press('Enter');
  await expect(trainer.locator('.rule')).toHaveCount(1);
  await lesson.click();
  await expect(lesson).toHaveAttribute('aria-pressed', 'true');
  await expect(trainer.getByLabel('Optimizador')).toHaveValue('adam');
  await expect(trainer.locator('.rule')).toHaveCount(0);
  await expect(decay).toHaveValue('');
  await expect(trainer.locator('input[name=targetSize]')).toHaveAttribute('readonly', '');
  await expect(trainer.getByText(words.settings.sizeOfNetwork)).toBeVisible();
});
