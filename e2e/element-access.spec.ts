/** Accessibility of the web component: axe finds nothing in any language and theme, and it fits a phone. */
import { type Locator, type Page, expect } from 'playwright/test';
import { findings } from './axe';
import type { PupilaTrainer } from '../src/element/index';
import type { PupilaError } from '../src/index';
import { dropFile, openTab, smallPictures, test, zipOf } from './support';
import { TEXTS } from './texts';

const LOOKS = (['es', 'en'] as const).flatMap((locale) =>
  (['light', 'dark'] as const).map((colorScheme) => ({ locale, colorScheme })),
);

/** Checks every language and theme, at both widths; takes a screenshot of the light ones. */
async function checkLooks(page: Page, picture: (name: string) => string): Promise<void> {
  for (const { locale, colorScheme } of LOOKS) {
    await page.emulateMedia({ colorScheme });
    await page.evaluate((lang) => document.documentElement.setAttribute('lang', lang), locale);
    for (const width of [1280, 360]) {
      await page.setViewportSize({ width, height: 900 });
      await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn))));
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      if (colorScheme === 'light')
        await page.screenshot({ path: picture(`${locale}-${colorScheme}-${width}.png`), fullPage: true });
    }
    expect(await findings(page)).toEqual([]);
  }
}

/** Opens every <details> in the element. */
async function openFolds(element: Locator): Promise<void> {
  await element.evaluate(({ shadowRoot }) =>
    shadowRoot?.querySelectorAll('details').forEach((fold) => (fold.open = true)),
  );
}

test('axe finds nothing in any tab: before training, after training, and with an error', async ({
  open,
}, info) => {
  const page = await open();
  await page.goto(new URL('embed.html', page.url()).href);
  const element = page.locator('pupila-trainer');
  for (const [kind, place] of [
    ['file', 1],
    ['classes', 2],
    ['url', 3],
  ] as const) {
    await element.getByRole('radio').nth(place).check();
    await checkLooks(page, (name) => info.outputPath(kind, name));
  }
  await element.locator('button.primary').click();
  await expect(page.getByRole('alert')).toBeVisible();
  await checkLooks(page, (name) => info.outputPath('error', name));
  await element.getByRole('tab').nth(1).click();
  await openFolds(element);
  await checkLooks(page, (name) => info.outputPath('settings', name));

  await element.getByRole('tab').first().click();
  await element.getByRole('radio').first().check();
  await element.locator('button.primary').click();
  await expect(element.locator('[part=matrix]')).toBeVisible({ timeout: 120_000 });
  await checkLooks(page, (name) => info.outputPath('results', name));
  for (const [place, part] of [
    [2, 'curves'],
    [4, 'mistakes'],
    [5, 'predict'],
    [6, 'model'],
  ] as const) {
    await element.getByRole('tab').nth(place).click();
    if (part === 'predict') {
      await element.locator('[part=predict] input[type=file]').setInputFiles('fixtures/jpeg/0.jpg');
      await expect(element.locator('[part=predictions] li')).toHaveCount(1);
    }
    await openFolds(element);
    await checkLooks(page, (name) => info.outputPath(part, name));
  }
});

test('a setting that breaks its rule stays as typed, with the rule, and the last value stays in force', async ({
  open,
}) => {
  const page = await open({ path: 'embed.html' });
  const element = page.locator('pupila-trainer');
  await element.evaluate((each) => ((each as PupilaTrainer).optimizer = 'sgd'));
  await openTab(element, 'Ajustes');
  for (const [name, label, typed, rule, mended] of [
    ['epochs', 'Épocas', '0', 'Debe ser un entero mayor o igual que 1.', 7],
    ['epochs', 'Épocas', '2.5', 'Debe ser un entero mayor o igual que 1.', 3],
    ['epochs', 'Épocas', '', 'Debe ser un entero mayor o igual que 1.', 4],
    ['learningRate', 'Tasa de aprendizaje', '-1', 'Debe ser un número mayor que 0.', 0.01],
    ['learningRate', 'Tasa de aprendizaje', 'e', 'Debe ser un número mayor que 0.', 0.02],
    ['momentum', 'Momento', '1', 'Debe ser un número mayor o igual que 0 y menor que 1.', 0.5],
  ] as const) {
    const field = element.getByLabel(label, { exact: true });
    const value = () => element.evaluate((each, key) => (each as PupilaTrainer)[key], name);
    const before = await value();
    await field.fill('');
    await field.pressSequentially(typed);
    await field.press('Tab');
    await expect(field, typed).toHaveAttribute('aria-invalid', 'true');
    await expect(field).toHaveAccessibleDescription(rule);
    await expect(field).toHaveValue(typed);
    expect(await value()).toBe(before);
    expect(await findings(page)).toEqual([]);
    await field.fill(String(mended));
    await field.press('Tab');
    await expect(field).toHaveValue(String(mended).replace('.', ','));
    await expect(field).not.toHaveAttribute('aria-invalid');
    await expect(element.locator('.rule')).toHaveCount(0);
    expect(await value()).toBe(mended);
  }
  const rate = element.getByLabel('Tasa de aprendizaje', { exact: true });
  await rate.fill('');
  await rate.pressSequentially('0,0003');
  await rate.press('Tab');
  await expect(element).toHaveJSProperty('learningRate', 0.0003);
  // Nothing is a value where a default follows.
  await element.getByLabel('Momento', { exact: true }).fill('');
  await element.getByLabel('Momento', { exact: true }).press('Tab');
  await expect(element).toHaveJSProperty('momentum', null);
});

test('a start is refused while a field breaks its rule, and the field gets the focus', async ({ open }) => {
  const page = await open({ path: 'embed.html' });
  const element = page.locator('pupila-trainer');
  const { trainer: words, shared } = TEXTS.es;
  await openTab(element, words.tabs.settings);
  const epochs = element.getByLabel('Épocas', { exact: true });
  await epochs.fill('0');
  // The text outlives its tab.
  await openTab(element, words.tabs.data);
  await element.getByRole('button', { name: words.start, exact: true }).click();
  await expect(epochs).toBeFocused();
  await expect(epochs).toHaveValue('0');
  await expect(epochs).toHaveAccessibleDescription('Debe ser un entero mayor o igual que 1.');
  const sentence = shared.refusals.field({ en: 'Epochs', es: 'Épocas' });
  await expect(element.locator('[part=error]')).toHaveText(sentence);
  await expect(element).toHaveJSProperty('state', 'idle');
  expect(await findings(page)).toEqual([]);
  // The error ends with its reason, also if the value in force was the typed one all along.
  await epochs.fill('2');
  await epochs.press('Tab');
  await expect(element.locator('[part=error]')).toHaveCount(0);
  await epochs.fill('0');
  await element.getByRole('button', { name: words.start, exact: true }).click();
  await expect(element.locator('[part=error]')).toHaveText(sentence);
  const code = () =>
    element.evaluate((each) => (each as PupilaTrainer).start().catch((error: PupilaError) => error.code));
  expect(await code()).toBe('invalid-argument');
  // The page sets another value: the text is gone, and the start fails only because there are no pictures.
  await element.evaluate((each) => ((each as PupilaTrainer).epochs = 3));
  await element.evaluate((each) => Object.assign(each as PupilaTrainer, { src: null, data: null }));
  await expect(epochs).toHaveValue('3');
  await expect(epochs).not.toHaveAttribute('aria-invalid');
  await element.getByRole('button', { name: words.start, exact: true }).click();
  await expect(element.locator('[part=error]')).toHaveText(shared.refusals.noData.file);
});

test('callbacks and a schedule are checked as they are typed, and the code never has a refused one', async ({
  open,
}) => {
  const page = await open({ path: 'embed.html' });
  const element = page.locator('pupila-trainer');
  await openTab(element, TEXTS.es.trainer.tabs.settings);
  for (const [label, typed, rule, valid] of [
    [
      'Callbacks',
      'abc',
      'Callback desconocido. Vacía el campo para ver todos los nombres.',
      'TerminateOnNaN',
    ],
    [
      'Programación de la tasa',
      'CosineDecay',
      'CosineDecay necesita decay_steps, que debe ser un número mayor que 0.',
      'CosineDecay:decay_steps=1000',
    ],
  ] as const) {
    const field = element.getByLabel(label, { exact: true });
    const code = element.locator('details.code pre');
    await expect(code).toContainText('model.fit');
    const before = await code.textContent();
    await field.fill(typed);
    await field.press('Tab');
    await expect(field).toHaveAttribute('aria-invalid', 'true');
    await expect(field).toHaveAccessibleDescription(rule);
    await expect(field).toHaveValue(typed);
    expect(await code.textContent()).toBe(before);
    expect(await findings(page)).toEqual([]);
    const suggestions = field.evaluate((input) =>
      [...((input as HTMLInputElement).list?.options ?? [])].map(({ value }) => value),
    );
    expect(await suggestions).toContain(valid);
    await field.fill(valid);
    await field.press('Tab');
    await expect(element.locator('.rule')).toHaveCount(0);
    await expect(code).toContainText(valid.split(':')[0] as string);
  }
});

test('the fields follow the optimizer: its defaults, and only its arguments', async ({ open }) => {
  const page = await open({ path: 'embed.html' });
  const element = page.locator('pupila-trainer');
  await openTab(element, TEXTS.es.trainer.tabs.settings);
  const [momentum, decay] = ['Momento', 'Decaimiento de los pesos'].map((label) =>
    element.getByLabel(label, { exact: true }),
  ) as [Locator, Locator];
  const choose = (name: string) => element.getByLabel('Optimizador').selectOption(name);
  await expect(momentum).toBeDisabled();
  await expect(decay).toHaveAttribute('placeholder', 'ninguno');
  await choose('adamw');
  await expect(decay).toHaveAttribute('placeholder', '0,004');
  await choose('sgd');
  await momentum.fill('0.9');
  await momentum.press('Tab');
  await choose('adam');
  await expect(momentum).toBeDisabled();
  await expect(momentum).toHaveValue('');
  // The start fails only because there are no pictures at the address.
  const failure = element.evaluate((each) =>
    Object.assign(each as PupilaTrainer, { data: null, src: 'none.zip' })
      .start()
      .catch((error: PupilaError) => error.code),
  );
  expect(await failure).toBe('fetch-failed');
  await element.evaluate((each) => Object.assign(each as PupilaTrainer, { src: null, data: null }));
  await openTab(element, TEXTS.es.trainer.tabs.settings);
  await choose('sgd');
  await expect(momentum).toHaveValue('0,9');
  // A text that is refused does not stop a start that does not take it.
  await momentum.fill('5');
  await momentum.press('Tab');
  await expect(momentum).toHaveAttribute('aria-invalid', 'true');
  await choose('adam');
  await element.getByRole('button', { name: TEXTS.es.trainer.start, exact: true }).click();
  await expect(element.locator('[part=error]')).toHaveText(TEXTS.es.shared.refusals.noData.file);
});

test('the focus moves to the nearest control when the focused one disappears', async ({ open }) => {
  const page = await open({ path: 'embed.html' });
  const element = page.locator('pupila-trainer');
  const { data, model } = TEXTS.es.trainer;
  await element.getByLabel(data.classes).check();
  await element.getByRole('button', { name: data.addClass }).press('Enter');
  await element.getByRole('button', { name: data.removeClass('3') }).press('Enter');
  await expect(element.getByLabel(data.nameOf('3'))).toHaveCount(0);
  await expect(element.getByRole('button', { name: data.openCameraFor('Clase 2') })).toBeFocused();
  await openTab(element, TEXTS.es.trainer.tabs.model);
  const file = element.getByLabel(model.load);
  await file.setInputFiles('fixtures/train/small_binary_adam.final.keras');
  await element.getByRole('button', { name: model.forget }).press('Enter', { timeout: 60_000 });
  await expect(element.getByRole('button', { name: model.forget })).toHaveCount(0);
  await expect(file).toBeFocused();
});

test('axe finds nothing next to the buttons that fix data errors', async ({ open }, info) => {
  const page = await open({ path: 'embed.html' });
  const element = page.locator('pupila-trainer');
  const controls = element.locator('[part=controls] button');
  await element.evaluate((each) => Object.assign(each, { epochs: 1, batchSize: 8, validationSteps: 1 }));
  const pictures = await smallPictures();
  const drop = async (files: Record<string, Uint8Array>): Promise<void> => {
    await element.getByRole('tab').first().click();
    await element.getByRole('radio').nth(1).check();
    await dropFile(element.locator('[part=data] .drop'), 'mine.zip', await zipOf(files));
  };

  const [path, file] = Object.entries(pictures)[0] as [string, Uint8Array];
  await drop({ ...pictures, [path]: file.subarray(0, 40) });
  await element.locator('button.primary').click();
  await expect(page.getByRole('alert')).toBeVisible({ timeout: 60_000 });
  await expect(controls.last()).toHaveText('Omitir las imágenes dañadas y continuar');
  await checkLooks(page, (name) => info.outputPath('damaged', name));
  await controls.last().click();
  await expect(element.locator('[part=matrix]')).toBeVisible({ timeout: 60_000 });
  await checkLooks(page, (name) => info.outputPath('skipped', name));

  const loader = page.getByLabel(/Cargar un modelo|Load a model/);
  await element.getByRole('tab').last().click();
  await loader.setInputFiles('fixtures/train/small_binary_adam.final.keras');
  await expect(element.locator('[part=model]')).toContainText('small_binary_adam', { timeout: 60_000 });
  const birds = Object.entries(pictures).map(([path, file]) => [path.replace(/^\w+/, 'birds'), file]);
  await drop({ ...pictures, ...(Object.fromEntries(birds) as Record<string, Uint8Array>) });
  await element.locator('button.primary').click();
  await expect(page.getByRole('alert')).toBeVisible({ timeout: 60_000 });
  await checkLooks(page, (name) => info.outputPath('mismatch', name));
  await controls.last().click();
  await expect(page.getByRole('alert')).toHaveCount(0);
  await checkLooks(page, (name) => info.outputPath('fitted', name));

  await element.getByRole('radio').nth(1).check();
  await dropFile(element.locator('[part=data] .drop'), 'foto.webp', Buffer.from('RIFF0000WEBPVP8 '));
  await expect(element.getByText(/foto\.webp .* WebP/)).toBeVisible();
  await checkLooks(page, (name) => info.outputPath('foreign', name));
});
