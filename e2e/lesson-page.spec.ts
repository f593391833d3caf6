/** The lesson as a page: its addresses, contents and print; what its network lab rejects and announces. */
import { expect } from 'playwright/test';
import { test } from './support';
import { lesson as es } from '../src/i18n/es/lesson';
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
  await expect(page.locator('.labs > *')).toHaveCount(7);

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
  const { network: w, featureMaps, labs, shared } = TEXTS.es;
  const page = await open({ path: '#red' });
  const lab = page.locator('pupila-network-lab');
  const refused = lab.getByRole('alert');
  const set = async (argument: string, layer: string, value: string) => {
    const field = lab.getByLabel(w.of(argument, layer), { exact: true });
    await field.fill(value);
    await field.press('Enter');
  };
  await set('kernel_size', 'conv2d_1', '0');
  await expect(refused).toHaveText(w.refused(w.problems['bad-integer']('conv2d_1', 'kernel_size=0')));
  await set('units', 'dense', '1000000');
  await expect(refused).toHaveText(w.refused(w.problems['too-large']('dense', '117 GiB')));
  await expect(lab.getByLabel(w.of('units', 'dense'), { exact: true })).toHaveValue('512');

  // Replaces Flatten, because a network cannot have both.
  await lab.getByRole('button', { name: '+ GlobalAveragePooling2D' }).click();
  await expect(refused).toBeEmpty();
  await expect(lab.getByText('global_average_pooling2d', { exact: true })).toBeVisible();
  await expect(lab.locator('.name b', { hasText: 'Flatten' })).toHaveCount(0);

  await lab.getByRole('button', { name: w.remove('dense'), exact: true }).focus();
  await page.keyboard.press('Enter');
  await expect(lab.getByRole('button', { name: w.remove('dense'), exact: true })).toBeFocused();
  await lab.getByLabel(w.size).selectOption(labs.sizeOf('50'));
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
