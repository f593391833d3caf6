/** Data that a run rejects, and the buttons that let it train anyway. */
import { readFile } from 'node:fs/promises';
import { type Locator, type Page, expect } from 'playwright/test';
import { sizeText } from '../src/core/size-text';
import { dropFile, openTab, smallPictures, test, zipOf } from './support';
import { TEXTS } from './texts';
import type { PupilaTrainer } from '../src/element/index';
import type * as Pupila from '../src/index';

const { trainer: words, shared, network: networkWords } = TEXTS.es;
const SHORT = { epochs: 1, batchSize: 8, stepsPerEpoch: 1, validationSteps: 1, targetSize: 32 };

/** tfjs's global engine. */
declare const _tfengine: { memory(): { numTensors: number } };

const trainerOf = (page: Page) => page.locator('pupila-trainer').first();
const button = (trainer: Locator, name: string) => trainer.getByRole('button', { name, exact: true });

async function drop(trainer: Locator, files: Record<string, Uint8Array>): Promise<void> {
  await openTab(trainer, words.tabs.data);
  await trainer.getByLabel(words.data.file).check();
  await dropFile(trainer.locator('[part=data] .drop'), 'mine.zip', await zipOf(files));
}

async function threeClasses(): Promise<Record<string, Uint8Array>> {
  const pictures = Object.entries(await smallPictures());
  const birds = pictures
    .filter(([path]) => path.startsWith('dogs/'))
    .map(([path, file]) => [path.replace('dogs/', 'birds/'), file] as const);
  return Object.fromEntries([...pictures, ...birds]);
}

async function expectRefused(
  trainer: Locator,
  classes: string,
  status: string = words.state.failed,
): Promise<void> {
  const alert = trainer.getByRole('alert');
  await expect(alert).toContainText(shared.endsFor(classes), { timeout: 60_000 });
  await expect(alert.locator('.detail')).toContainText('Recibido: ');
  await expect(alert.locator('[lang=en]')).toHaveCount(0);
  await expect(trainer.locator('[part=status]')).toHaveText(status);
}

async function expectTrained(trainer: Locator, classes: number): Promise<void> {
  await expect(trainer.locator('[part=matrix] tbody tr')).toHaveCount(classes, { timeout: 60_000 });
  await expect(trainer.getByRole('alert')).toHaveCount(0);
}

test('in the lesson, the last layer is changed to three classes, and the network lab shows it', async ({
  open,
}) => {
  const page = await open({ path: '#entrenamiento' });
  const trainer = trainerOf(page);
  const lab = page.locator('pupila-network-lab');
  await expect(page.locator('pupila-feature-maps .probability')).toBeVisible({ timeout: 60_000 });
  await page.locator('#red').scrollIntoViewIfNeeded();
  await lab.getByLabel(networkWords.size).selectOption(sizeText(50, 50));
  await expect(lab.locator('.result .shape').first()).toHaveText('(48, 48, 36)');
  await trainer.evaluate((element, short) => Object.assign(element, short), { ...SHORT, targetSize: 50 });
  await drop(trainer, await threeClasses());
  await button(trainer, words.start).click();
  await expectRefused(trainer, '3');
  const ends = lab.getByRole('status').filter({ hasText: shared.endsFor('3') });
  await expect(ends).toBeVisible();

  // Another network may be the right one: what was refused is no longer said. Its size stays when it is fitted.
  await lab.getByLabel(networkWords.size).selectOption(sizeText(100, 100));
  await expect(trainer.getByRole('alert')).toHaveCount(0);
  await expect(trainer.locator('[part=status]')).not.toHaveText(words.state.failed);
  await button(trainer, words.start).click();
  await expectRefused(trainer, '3');
  await button(trainer, words.fitOutput).press('Enter');
  await expect(lab.locator('.result .shape').last()).toHaveText('(3,)');
  await expect(lab.locator('.result .shape').first()).toHaveText('(98, 98, 36)');
  await expect(lab.getByLabel(networkWords.of('activation', 'dense_1'))).toHaveValue('softmax');
  await expect(ends).toHaveCount(0);
  await expect(button(trainer, words.start)).toBeFocused({ timeout: 30_000 });
  await expect(trainer.getByRole('alert')).toHaveCount(0);
  await expect(trainer.locator('[part=status]')).toHaveText(words.fitted);
  await page.keyboard.press('Enter');
  await expectTrained(trainer, 3);
});

test('a start right after the last layer is fitted is not lost', async ({ open }) => {
  const page = await open({ path: 'embed.html' });
  const trainer = trainerOf(page);
  await openTab(trainer, words.tabs.model);
  await page.getByLabel(words.model.load).setInputFiles('fixtures/train/small_binary_adam.final.keras');
  await expect(trainer.locator('[part=model]')).toContainText('.keras está cargado', { timeout: 60_000 });
  await trainer.evaluate((element, short) => void Object.assign(element, short), SHORT);
  await drop(trainer, await threeClasses());
  await button(trainer, words.start).click();
  await expectRefused(trainer, '3');
  await trainer.evaluate((element, fit) => {
    const buttons = Array.from(element.shadowRoot?.querySelectorAll('button') ?? []);
    buttons.find(({ textContent }) => textContent?.trim() === fit)?.click();
    buttons.find((each) => each.classList.contains('primary'))?.click();
  }, words.fitOutput);
  await expectTrained(trainer, 3);
});

test('a start while a model loads trains that model, and fails with its error if it is damaged', async ({
  open,
}) => {
  const page = await open({ path: 'embed.html' });
  const trainer = trainerOf(page);
  await trainer.evaluate((element, short) => void Object.assign(element, short), SHORT);
  await drop(trainer, await threeClasses());
  const loadAndStart = (bytes: number[]) =>
    trainer.evaluate(async (element, file) => {
      const target = element as PupilaTrainer;
      const ends = [target.load(new Blob([new Uint8Array(file)])), target.start()];
      return (await Promise.allSettled(ends)).map((end) => end.status === 'rejected' && String(end.reason));
    }, bytes);
  const model = [...(await readFile('fixtures/train/small_binary_adam.final.keras'))];
  expect(await loadAndStart(model)).toEqual([false, expect.stringContaining('Received: ')]);
  await expectRefused(trainer, '3');
  const [damaged, start] = await loadAndStart(model.slice(0, 500));
  expect(start).toBe(damaged);
  await expect(trainer.getByRole('alert')).toContainText(shared.errors['bad-model']);
});

test("the page's own network gets a new last layer and is not changed itself", async ({ open }) => {
  const page = await open({ path: 'embed.html' });
  const trainer = trainerOf(page);
  await trainer.evaluate(async (element, short) => {
    const library = './browser/pupila.js';
    const { backendReady, buildNetwork } = (await import(library)) as typeof Pupila;
    await backendReady();
    const network: Pupila.NetworkSpec = {
      inputShape: [32, 32, 3],
      layers: [
        { type: 'Conv2D', filters: 4, kernelSize: 3, strides: 1, padding: 'valid', activation: 'relu' },
        { type: 'Flatten' },
        { type: 'Dense', units: 1, activation: 'sigmoid' },
      ],
    };
    Object.assign(element, short, { model: buildNetwork(network, 1) });
  }, SHORT);
  /** Returns the first weight of the first and of the last layer of the page's network. */
  const weights = () =>
    trainer.evaluate((element) => {
      const { model } = element as PupilaTrainer;
      return [0, -1].map((at) => model?.layers.at(at)?.getWeights()[0]?.dataSync()[0]);
    });
  const before = await weights();
  await drop(trainer, await threeClasses());
  await button(trainer, words.start).click();
  await expectRefused(trainer, '3');
  await button(trainer, words.fitOutput).press('Enter');
  await expect(button(trainer, words.start)).toBeFocused();
  await page.keyboard.press('Enter');
  await expectTrained(trainer, 3);
  const after = await weights();
  expect(after[0]).not.toBe(before[0]);
  expect(after[1]).toBe(before[1]);
  await button(trainer, words.further('1')).click();
  await expect(trainer.locator('[part=figures]')).toContainText(words.progress.of('2', '2'), {
    timeout: 60_000,
  });
  await expectTrained(trainer, 3);

  // A network that does not end in a Dense: only the message, no button.
  await trainer.evaluate(async (element) => {
    const library = './browser/pupila.js';
    const { buildNetwork } = (await import(library)) as typeof Pupila;
    const trainer = element as PupilaTrainer;
    const before = trainer.model;
    trainer.model = buildNetwork({ inputShape: [32, 32, 3], layers: [{ type: 'Flatten' }] }, 1);
    Object.assign(globalThis, { before });
  });
  await button(trainer, words.start).click();
  await expectRefused(trainer, '3', words.state.notStarted);
  await expect(button(trainer, words.fitOutput)).toHaveCount(0);

  await trainer.evaluate((element) => {
    const trainer = element as PupilaTrainer;
    (globalThis as unknown as { before: PupilaTrainer['model'] }).before?.dispose();
    trainer.model?.dispose();
    trainer.remove();
  });
  await expect.poll(() => page.evaluate(() => _tfengine.memory().numTensors)).toBe(0);
});

test('a loaded model gets a new last layer', async ({ open }) => {
  const page = await open({ path: 'embed.html' });
  const trainer = trainerOf(page);
  await trainer.evaluate((element, short) => Object.assign(element, short), SHORT);
  await openTab(trainer, words.tabs.model);
  await page.getByLabel(words.model.load).setInputFiles('fixtures/train/small_binary_adam.final.keras');
  await expect(trainer.locator('[part=model]')).toContainText('.keras está cargado', { timeout: 60_000 });
  await drop(trainer, await threeClasses());
  await button(trainer, words.start).click();
  await expectRefused(trainer, '3');
  await button(trainer, words.fitOutput).click();
  await expect(trainer.getByRole('alert')).toHaveCount(0);
  await openTab(trainer, words.tabs.model);
  await expect(trainer.locator('[part=model]')).toContainText('birds, cats y dogs');
  await openTab(trainer, words.tabs.settings);
  // That of its file was for two classes.
  await expect(trainer.locator('[name=loss]')).toHaveAttribute('placeholder', 'categorical_crossentropy');
  await button(trainer, words.start).click();
  await expectTrained(trainer, 3);
  await page.evaluate(() => document.querySelector('pupila-trainer')?.remove());
  await expect.poll(() => page.evaluate(() => _tfengine.memory().numTensors)).toBe(0);
});

test('a damaged picture is skipped on request, and named', async ({ open }) => {
  const page = await open({ path: 'embed.html' });
  const trainer = trainerOf(page);
  await trainer.evaluate((element, short) => Object.assign(element, short), {
    ...SHORT,
    stepsPerEpoch: null,
  });
  const pictures = await smallPictures();
  const [path, file] = Object.entries(pictures)[3] as [string, Uint8Array];
  await drop(trainer, { ...pictures, [path]: file.subarray(0, 40) });
  await button(trainer, words.start).click();
  await expect(trainer.getByRole('alert')).toContainText(shared.errors['bad-image'], { timeout: 60_000 });
  await expect(trainer.getByRole('alert')).toContainText(`${path} no se puede leer: está incompleta.`);

  await button(trainer, words.skipDamaged).press('Enter');
  await expect(trainer.locator('button.primary')).toBeFocused();
  await expectTrained(trainer, 2);
  const facts = trainer.locator('[part=facts]');
  await expect(facts).toContainText(words.facts.skipped('1', path));
  // Again with the same data: does not ask again.
  await button(trainer, words.fromScratch).click();
  await expect(trainer.locator('[part=matrix]')).toHaveCount(0);
  await expectTrained(trainer, 2);
  await expect(facts).toContainText(words.facts.skipped('1', path));
  // With other data it asks again.
  await drop(trainer, { ...pictures, [path]: file.subarray(0, 30) });
  await button(trainer, words.fromScratch).click();
  await expect(trainer.getByRole('alert')).toContainText(shared.errors['bad-image'], { timeout: 60_000 });
});

test('a run that resumes in the middle of an epoch skips damaged pictures and continues', async ({
  open,
}) => {
  const page = await open({ path: 'embed.html' });
  const trainer = trainerOf(page);
  const pictures = await smallPictures();
  const [path, file] = Object.entries(pictures)[3] as [string, Uint8Array];
  await drop(trainer, pictures);
  const before = await trainer.evaluate(async (element) => {
    const trainer = element as PupilaTrainer;
    // The first batch contains all pictures.
    Object.assign(trainer, {
      epochs: 1,
      batchSize: 16,
      stepsPerEpoch: 200,
      validationSteps: 1,
      targetSize: 32,
    });
    trainer.addEventListener('pupila-step', () => trainer.stop(), { once: true });
    const { steps } = await trainer.start();
    trainer.stepsPerEpoch = 2;
    return steps.loss.length;
  });
  expect(before).toBeLessThan(200);
  await drop(trainer, { ...pictures, [path]: file.subarray(0, 40) });
  await button(trainer, words.further('1')).click();
  await expect(trainer.getByRole('alert')).toContainText(shared.errors['bad-image'], { timeout: 60_000 });
  await button(trainer, words.skipDamaged).click();
  await expectTrained(trainer, 2);
  await expect(trainer.locator('[part=facts]')).toContainText(words.facts.skipped('1', path));
  const updates = await trainer.evaluate(
    async (element) => (await (element as PupilaTrainer).session?.compileArguments())?.state?.iterations,
  );
  expect(updates).toBe(before + 2);
});
