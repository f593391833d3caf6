/** The lesson as a page: its addresses, contents and print; what its network lab rejects and announces. */
import { expect } from 'playwright/test';
import { sizeText } from '../src/core/size-text';
import { lesson as en } from '../src/i18n/en/lesson';
import { lesson as es } from '../src/i18n/es/lesson';
import { findings } from './axe';
import { test } from './support';
import { TEXTS } from './texts';

test('a URL can select a section in either language; an unknown name shows the whole lesson', async ({
  open,
}) => {
  const page = await open({ path: '?lab=pooling' });
  const sections = page.locator('main > section');
  for (const [lab, ids] of [
    ['network', ['red']],
    ['red', ['red']],
    ['nada', ['convolucion', 'capa', 'pooling', 'red', 'aumentacion', 'entrenamiento']],
  ] as const) {
    await page.goto(new URL(`?lab=${lab}`, page.url()).href);
    await expect(sections).toHaveCount(ids.length);
    expect(await sections.evaluateAll((all) => all.map(({ id }) => id))).toEqual(ids);
    await expect(sections.first()).toBeVisible();
  }
});

/** The first thing to see in each lab: a picture, the first layer of the network, the button that trains. */
const FIRST = {
  convolucion: 'pupila-convolution-lab canvas[width]',
  capa: 'pupila-layer-lab .view canvas[width]:visible',
  pooling: 'pupila-pooling-lab canvas[width]',
  red: 'pupila-network-lab .layer:nth-child(2)',
  aumentacion: 'pupila-augmentation-lab .sheet canvas[width]',
  entrenamiento: 'pupila-trainer button.primary',
};

test('on a phone of 360 × 640, a section alone starts with its lab and promises nothing else', async ({
  open,
}) => {
  const page = await open({ path: '?lab=red' });
  await page.setViewportSize({ width: 360, height: 640 });
  for (const { name, words } of [
    { name: 'English', words: en },
    { name: 'Español', words: es },
  ]) {
    await page.getByRole('button', { name }).click();
    for (const [section, first] of Object.entries(FIRST)) {
      await page.goto(new URL(`?lab=${section}`, page.url()).href);
      const seen = page.locator(first).first();
      await expect(seen).toBeVisible({ timeout: 60_000 });
      await expect(seen, section).toBeInViewport({ ratio: 0.99 });
      const top = await page.locator('.labs').evaluate((labs) => labs.getBoundingClientRect().top);
      expect(top, section).toBeLessThanOrEqual(640 / 8);
      await expect(page.locator('h1')).toHaveCount(1);
      // The text of the whole lesson speaks of other sections.
      await expect(page.getByText(words.lead)).toHaveCount(0);
      await expect(page.getByText(words.networkIsTrained)).toHaveCount(0);
      expect(await findings(page), section).toEqual([]);
    }
    await page.getByRole('link', { name: words.all }).click();
    await expect(page.getByText(words.lead)).toBeVisible();
    await expect(page.getByText(words.networkIsTrained)).toBeVisible();
    await expect(page.locator('pupila-convolution-lab .shape').last()).toBeVisible({ timeout: 60_000 });
  }
});

test('a lab whose script did not arrive says so, and is loaded again on request or when the network is back', async ({
  open,
}) => {
  // The service worker would answer from its cache.
  const before = (): void => void Reflect.deleteProperty(Navigator.prototype, 'serviceWorker');
  const page = await open({ path: '?lab=red', before });
  const uncaught: Error[] = [];
  page.on('pageerror', (error) => uncaught.push(error));
  const failed = page.getByText(es.notLoaded);
  for (const [section, tag, repair] of [
    ['pooling', 'pupila-pooling-lab', () => page.getByRole('button', { name: es.retry }).click()],
    ['capa', 'pupila-layer-lab', () => page.evaluate(() => void dispatchEvent(new Event('online')))],
  ] as const) {
    await page.route(`**/*${tag}*`, (route) => route.abort());
    await page.goto(new URL(`?lab=${section}#1`, page.url()).href);
    await expect(failed).toBeVisible();
    await expect(page.locator(tag)).toHaveCount(0);
    await page.unroute(`**/*${tag}*`);
    await repair();
    await expect(page.locator(`${tag} .shape`).last()).toBeVisible({ timeout: 60_000 });
    await expect(failed).toHaveCount(0);
  }
  expect(uncaught).toEqual([]);
});

test('the labs follow the chosen theme', async ({ open }) => {
  const page = await open();
  const lab = page.locator('pupila-convolution-lab');
  await expect(lab.locator('.shape').last()).toBeVisible({ timeout: 60_000 });
  const { dark, light } = es.themes;
  for (const [name, scheme] of [
    [dark, 'dark'],
    [light, 'light'],
  ] as const) {
    await page.getByRole('button', { name, exact: true }).click();
    await expect(lab).toHaveCSS('color-scheme', scheme);
  }
});

test('print shows every lab and no switches; the table of contents follows the reader back to the top', async ({
  open,
}) => {
  const page = await open();
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  await expect(page.locator('nav')).toBeHidden();
  await expect(page.locator('.switches')).toBeHidden();
  await expect(page.locator('body')).toHaveCSS('color', 'rgb(28, 36, 48)');
  await expect(page.locator('.labs:empty').last()).toBeHidden();
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  await expect(page.locator('.labs > :not(.presets)')).toHaveCount(7);

  await page.emulateMedia({ media: null });
  const current = page.locator('nav [aria-current]');
  await page.evaluate(() => scrollTo({ top: document.body.scrollHeight, behavior: 'instant' }));
  await expect(current).toHaveAttribute('href', '#entrenamiento');
  await page.evaluate(() => scrollTo({ top: 0, behavior: 'instant' }));
  await expect(current).toHaveAttribute('href', '#convolucion');
});

test('a rejected network names layer and argument; the end of the reason and the result are announced; focus stays', async ({
  open,
}) => {
  const { network: w, featureMaps, shared } = TEXTS.es;
  const page = await open({ path: '#red' });
  const lab = page.locator('pupila-network-lab');
  const refused = lab.locator('.refused');
  const count = 'debe ser un entero mayor o igual que 1.';
  const set = async (argument: string, layer: string, value: string) => {
    const field = lab.getByLabel(w.of(argument, layer), { exact: true });
    await field.fill(value);
    await field.press('Enter');
  };
  // The value stays as typed with the reason next to it; the network stays as it was.
  const total = lab.getByText(w.total('5.352.281'));
  for (const [argument, layer, value, reason] of [
    ['kernel_size', 'conv2d_1', '0', count],
    ['filters', 'conv2d_1', '', count],
    ['units', 'dense', '700000000', w.problems['too-large']('dense', '81.403\u00a0GiB')],
  ] as const) {
    await set(argument, layer, value);
    const field = lab.getByLabel(w.of(argument, layer), { exact: true });
    await expect(field).toHaveValue(value);
    await expect(field).toHaveAttribute('aria-invalid', 'true');
    await expect(field).toHaveAccessibleDescription(`${argument}: ${reason}`);
    await expect(total).toBeVisible();
  }
  await expect(lab.locator('.rule')).toHaveCount(3);
  await expect(refused).toBeEmpty();
  await set('kernel_size', 'conv2d_1', '3');
  await expect(lab.locator('.rule')).toHaveCount(2);
  await expect(lab.getByLabel(w.of('kernel_size', 'conv2d_1'), { exact: true })).not.toHaveAttribute(
    'aria-invalid',
  );
  // Other layers, other fields.
  await lab.getByRole('button', { name: w.course }).click();
  await expect(lab.locator('.rule')).toHaveCount(0);
  await expect(lab.getByLabel(w.of('units', 'dense'), { exact: true })).toHaveValue('512');
  await lab.getByRole('button', { name: w.remove('flatten') }).click();
  await expect(refused).toHaveText(w.refused(w.without('flatten', 'dense_1', '(None, 17, 17, 1)')));
  for (const name of ['dense_1', 'dense', 'flatten']) {
    await lab.getByRole('button', { name: w.remove(name), exact: true }).click();
  }
  await expect(refused).toHaveText(w.refused(w.without('flatten', 'max_pooling2d_2', '(None, 17, 17, 36)')));
  await lab.getByRole('button', { name: w.course }).click();

  // Flatten stays: Keras takes a vector too.
  await lab.getByRole('button', { name: '+ GlobalAveragePooling2D' }).click();
  await expect(refused).toBeEmpty();
  await expect(lab.locator('.name b')).toContainText(['GlobalAveragePooling2D', 'Flatten', 'Dense', 'Dense']);

  await lab.getByRole('button', { name: w.remove('dense'), exact: true }).focus();
  await page.keyboard.press('Enter');
  await expect(lab.getByRole('button', { name: w.remove('dense'), exact: true })).toBeFocused();
  await lab.getByLabel(w.size).selectOption(sizeText(50, 50));
  const ends = lab.getByRole('status').filter({ hasText: shared.endsForTwo });
  await expect(ends).toHaveCount(0);
  await lab.getByLabel(w.of('activation', 'dense')).selectOption('linear');
  await expect(ends).toBeVisible();
  await page.locator('#entrenamiento').scrollIntoViewIfNeeded();
  const answer = page.locator('pupila-feature-maps .probability');
  await expect(answer).toHaveText(featureMaps.noProbability, { timeout: 60_000 });
  await lab.getByLabel(w.of('activation', 'dense')).selectOption('sigmoid');
  await expect(answer).toHaveText(/\d+,\d\s%$/, { timeout: 60_000 });
});

test('a weight that cannot be read stays as typed, with its rule, and the last one stays in force', async ({
  open,
}) => {
  const page = await open({ path: '?lab=convolucion' });
  const lab = page.locator('pupila-convolution-lab');
  await expect(lab.locator('.shape').last()).toHaveText('(100, 100, 1)', { timeout: 60_000 });
  const weight = (words = TEXTS.es.convolution) => lab.getByLabel(words.weight('1', '1'));
  const formula = await lab.locator('.formula').textContent();
  const type = async (text: string) => {
    await weight().fill(text);
    await weight().press('Enter');
  };
  await type('abc');
  await expect(weight()).toHaveValue('abc');
  await expect(weight()).toHaveAttribute('aria-invalid', 'true');
  const described = ({ weight, weightRule }: typeof TEXTS.es.convolution) =>
    `${weight('1', '1')}: ${weightRule.charAt(0).toLowerCase()}${weightRule.slice(1)}`;
  await expect(weight()).toHaveAccessibleDescription(described(TEXTS.es.convolution));
  await expect(lab.locator('.formula')).toHaveText(formula as string);
  await page.getByRole('button', { name: 'English' }).click();
  const { convolution } = TEXTS.en;
  await expect(weight(convolution)).toHaveValue('abc');
  await expect(weight(convolution)).toHaveAccessibleDescription(described(convolution));
  await page.getByRole('button', { name: 'Español' }).click();
  await type('-1');
  await expect(lab.locator('.rule')).toHaveCount(0);
  await expect(weight()).toHaveValue('−1');
  await expect(weight()).not.toHaveAttribute('aria-invalid');
  // Another filter replaces what was typed.
  await type('1/0');
  await lab.getByRole('button', { name: TEXTS.es.convolution.names.boxBlur }).click();
  await expect(weight()).toHaveValue('1/9');
  await expect(lab.locator('.rule')).toHaveCount(0);
});

test('the network can be arranged by keyboard: the focus stays with the layer that moves', async ({
  open,
}) => {
  const { network: w } = TEXTS.es;
  const page = await open({ path: '?lab=red' });
  const lab = page.locator('pupila-network-lab');
  const tool = (name: string) => lab.getByRole('button', { name, exact: true });
  await lab.getByLabel(w.of('filters', 'conv2d_1'), { exact: true }).fill('8');
  await page.keyboard.press('Enter');
  await tool(w.up('conv2d_1')).focus();
  await page.keyboard.press('Enter');
  await expect(tool(w.up('conv2d_1'))).toBeFocused();
  await page.keyboard.press('Enter');
  // First in the list, and so the first of its name; it can only go down.
  await expect(lab.getByLabel(w.of('filters', 'conv2d'), { exact: true })).toHaveValue('8');
  await expect(tool(w.down('conv2d'))).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(tool(w.down('conv2d_1'))).toBeFocused();
  await lab.getByRole('button', { name: '+ Dropout' }).press('Enter');
  await expect(lab.getByRole('button', { name: '+ Dropout' })).toBeFocused();
  await tool(w.remove('dropout')).press('Enter');
  await expect(tool(w.remove('dense_1'))).toBeFocused();
  await tool(w.remove('dense_1')).press('Enter');
  await expect(tool(w.remove('dense'))).toBeFocused();
});

test('an address with # shows the title of its section on a phone', async ({ open }) => {
  const page = await open({ path: '#aumentacion', width: 360 });
  await expect(page.locator('pupila-augmentation-lab .sheet canvas[width]').first()).toBeVisible({
    timeout: 60_000,
  });
  await expect(page.locator('#aumentacion h2')).toBeInViewport();
});
