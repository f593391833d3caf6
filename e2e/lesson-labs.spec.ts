/** What the labs of pictures say and where: long numbers, refused fields, long computations, errors, paper. */
import { readFileSync } from 'node:fs';
import { type Locator, expect } from 'playwright/test';
import { openSections, test } from './support';
import { TEXTS } from './texts';

const { augmentation, convolution, labs, shared } = TEXTS.es;

/** Returns the edges of an element. */
const edgesOf = (place: Locator) =>
  place.evaluate((element) => {
    const { top, bottom, left, right } = element.getBoundingClientRect();
    return { top, bottom, left, right };
  });

test('the convolution lab shows what it rounds, and fits a phone with long numbers', async ({ open }) => {
  const page = await open({ path: '?lab=convolucion', width: 360 });
  const lab = page.locator('pupila-convolution-lab');
  await expect(lab.locator('.shape').last()).toHaveText('(100, 100, 1)', { timeout: 60_000 });
  await lab.evaluate((element) => Object.assign(element, { kernel: Array(9).fill(-12_345.678) }));
  const total = lab.locator('.total');
  await expect(total).toHaveText(/^−\d,\d+ × 10⁷$/);
  await expect(lab.locator('.equals')).toHaveText('≈');
  await expect(lab.locator('.formula')).toContainText(' ≈ −');
  expect((await edgesOf(total)).right).toBeLessThanOrEqual(360 - 16);
  const weight = (column: string) => lab.getByLabel(convolution.weight('1', column));
  const refuse = async (column: string, text: string) => {
    await weight(column).fill(text);
    await weight(column).press('Enter');
  };
  const before = await edgesOf(lab.locator('.grid'));
  const filter = await edgesOf(weight('1'));
  await refuse('1', '1e40');
  await expect(lab.locator('.rule')).toHaveText(
    `${convolution.weight('1', '1')}: el número es demasiado grande.`,
  );
  // The blocks stay where they are, in line, and the rule is below all three.
  expect(await edgesOf(lab.locator('.grid'))).toMatchObject({ left: before.left, right: before.right });
  const [window, rule] = [await edgesOf(lab.locator('.grid')), await edgesOf(lab.locator('.rule'))];
  const first = await edgesOf(weight('1'));
  expect(first.left).toBe(filter.left);
  expect(Math.abs(first.top - window.top)).toBeLessThan(1);
  expect(rule.top).toBeGreaterThanOrEqual(window.bottom);
  expect(rule.left).toBe(window.left);
  await refuse('1', '1e2');
  await expect(weight('1')).toHaveValue('100');
  await expect(lab.locator('.rule')).toHaveCount(0);
});

test('the scale of a filter says whether values are cut', async ({ open }) => {
  const page = await open({ path: '?lab=convolucion' });
  const lab = page.locator('pupila-convolution-lab');
  const scale = lab.locator('.scale');
  await expect(lab.locator('.shape').last()).toHaveText('(100, 100, 1)', { timeout: 60_000 });
  for (const w of Object.values(TEXTS)) {
    await page.getByRole('button', { name: w.name }).click();
    const { names } = w.convolution;
    await lab.getByRole('button', { name: names.sharpen }).click();
    await expect(scale).toHaveText(/^\s*≤\s0\s*≥\s255\s*$/);
    await expect(scale).toHaveAccessibleName(w.labs.scale(w.labs.orLess('0'), w.labs.orMore('255')));
    await lab.getByRole('button', { name: names.boxBlur }).click();
    await expect(scale).toHaveAccessibleName(w.labs.scale('0', '255'));
  }
});

test('a setting that changes while the picture arrives does not fetch it again', async ({ open }) => {
  const page = await open({ path: '?lab=convolucion' });
  const lab = page.locator('pupila-convolution-lab');
  const result = lab.locator('.shape').last();
  await expect(result).toHaveText('(100, 100, 1)', { timeout: 60_000 });
  // The service worker answers, so that routes do not see the requests.
  const gate = await page.evaluateHandle(() => {
    const state = { fetched: 0, open: (): void => undefined };
    const opened = new Promise<void>((resolve) => (state.open = resolve));
    const { fetch } = globalThis;
    globalThis.fetch = async (...request) => {
      state.fetched += 1;
      await opened;
      return fetch(...request);
    };
    return state;
  });
  await lab.evaluate((element) => element.replaceWith(document.createElement('pupila-convolution-lab')));
  await lab.getByRole('button', { name: convolution.names.sharpen, exact: true }).click();
  await expect(result).toHaveText('…');
  await gate.evaluate(({ open }) => open());
  await expect(result).toHaveText('(100, 100, 1)');
  await lab.evaluate(
    (element) => (element as HTMLElement & { updateComplete: Promise<unknown> }).updateComplete,
  );
  expect(await gate.evaluate(({ fetched }) => fetched)).toBe(1);
});

test('the augmentation lab says that it computes, what takes long, and its defaults', async ({ open }) => {
  const page = await open({ path: '?lab=aumentacion' });
  const lab = page.locator('pupila-augmentation-lab');
  const sheet = lab.getByRole('group', { name: augmentation.sheet });
  await expect(sheet.locator('canvas')).toHaveCount(9, { timeout: 60_000 });
  await expect(sheet).toHaveAttribute('aria-busy', 'false');
  await lab.getByLabel(augmentation.source).selectOption(augmentation.one);
  await expect(sheet.locator('figcaption').first()).toHaveText(labs.builtIn.cat);
  await lab.getByLabel(augmentation.source).selectOption(augmentation.many);
  await lab.getByText(augmentation.more).click();
  const epsilon = lab.getByRole('combobox', { name: 'zca_epsilon' });
  await expect(epsilon.locator('option:checked')).toHaveText('1e-6');
  await lab.evaluate((element) => Object.assign(element, { options: { zcaEpsilon: 0.005 } }));
  await expect(epsilon.locator('option:checked')).toHaveText('0.005');
  await expect(epsilon).toBeDisabled();
  const fillMode = lab.getByRole('combobox', { name: 'fill_mode' });
  const cval = lab.getByRole('slider', { name: 'cval' });
  await expect(cval).toBeDisabled();
  await fillMode.selectOption('constant');
  await expect(cval).toBeEnabled();
  await fillMode.selectOption('nearest');
  await expect(
    lab.getByText(augmentation.notes.needs('fill_mode="constant"').replaceAll('`', '')),
  ).toBeVisible();
  await expect(lab.getByText(augmentation.hasFolder)).toBeVisible();
  await expect(lab.getByText(augmentation.notes.zcaWhitening('100'))).toBeVisible();
  // Before whitening, which takes long.
  await lab.getByRole('checkbox', { name: 'featurewise_std_normalization' }).check();
  const turnedOn = augmentation.notes.turnedOn('featurewise_std_normalization').replaceAll('`', '');
  await expect(lab.getByText(turnedOn)).toBeVisible();
  await expect(lab.locator('.making [role=status]')).toHaveText('');
  await lab.getByRole('checkbox', { name: 'zca_whitening' }).check();
  await expect(epsilon).toBeEnabled();
  await expect(lab.locator('.making [role=status]')).toHaveText(augmentation.computing);
  await expect(sheet).toHaveAttribute('aria-busy', 'true');
});

test('the augmentation lab takes a picture whose name has no extension, as photos of the camera have', async ({
  open,
}) => {
  const page = await open({ path: '?lab=aumentacion' });
  const lab = page.locator('pupila-augmentation-lab');
  const captions = lab.getByRole('group', { name: augmentation.sheet }).locator('figcaption');
  await lab.getByLabel(augmentation.source).selectOption(augmentation.one);
  await expect(captions).toHaveText(new Array(9).fill(labs.builtIn.cat), { timeout: 60_000 });
  const photo = { name: 'foto', mimeType: 'image/jpeg', buffer: readFileSync('fixtures/jpeg/0.jpg') };
  await lab.locator('input[type=file]').setInputFiles(photo);
  await expect(captions).toHaveText(new Array(9).fill('foto'));
  await expect(lab.getByRole('alert')).toHaveCount(0);
});

test('a new picture or the camera clears the error of the attempt before', async ({ open }) => {
  const page = await open({ path: '?lab=pooling' });
  const lab = page.locator('pupila-pooling-lab');
  await expect(lab.locator('.shape').last()).toBeVisible({ timeout: 60_000 });
  const alert = lab.getByRole('alert');
  await lab.locator('input[type=file]').setInputFiles('package.json');
  await expect(alert).toContainText(TEXTS.es.shared.errors['bad-image']);
  // This browser has no camera.
  await lab.getByRole('button', { name: labs.camera }).click();
  await expect(alert).toHaveText([labs.cameraRefused]);
  await lab.locator('input[type=file]').setInputFiles('package.json');
  await expect(alert).toHaveCount(1);
  await expect(alert).toContainText(TEXTS.es.shared.errors['bad-image']);
});

test('on paper, a file and what the generator makes of it stay together, and values align', async ({
  open,
}) => {
  const page = await open({ path: '?lab=aumentacion', width: 794 });
  const lab = page.locator('pupila-augmentation-lab');
  await expect(lab.locator('.pair canvas')).toHaveCount(6, { timeout: 60_000 });
  await page.emulateMedia({ media: 'print' });
  for (const pair of await lab.locator('.pair').all()) {
    const tops = await pair
      .locator('figcaption')
      .evaluateAll((captions) =>
        captions.map((each) => [
          Math.round(each.getBoundingClientRect().top),
          each.scrollWidth - each.clientWidth,
        ]),
      );
    expect(tops[1]).toEqual([tops[0]?.[0], 0]);
  }
  const rights = await lab
    .locator('.two > .options > div > .field > :is(output, select)')
    .evaluateAll((values) => values.map((each) => Math.round(each.getBoundingClientRect().right)));
  expect(rights.length).toBeGreaterThan(5);
  expect(new Set(rights).size).toBe(1);
  // The sheet keeps its place beside the options.
  const { left, right } = await edgesOf(lab.locator('.sheet'));
  expect(right - left).toBeGreaterThan(200);
});

test('the table of contents marks the section that a jump leads to', async ({ open }) => {
  const page = await open();
  await openSections(page);
  const current = page.locator('nav [aria-current]');
  for (const section of ['aumentacion', 'entrenamiento', 'capa', 'entrenamiento']) {
    await page.locator(`#${section}`).evaluate((element) => {
      const { top } = element.getBoundingClientRect();
      scrollTo({ top: scrollY + top + 400, behavior: 'instant' });
    });
    await expect(current).toHaveAttribute('href', `#${section}`);
  }
});

test('the picture of a lab and the data set can be downloaded for the Keras code, on a phone too', async ({
  open,
}, info) => {
  const page = await open({ path: '?lab=convolucion', width: 360 });
  const lab = page.locator('pupila-convolution-lab');
  const save = lab.getByRole('button', { name: labs.downloadPicture });
  const saved = async (name: string) => {
    const [download] = await Promise.all([page.waitForEvent('download'), save.press('Enter')]);
    expect(download.suggestedFilename()).toBe('picture.png');
    await download.saveAs(info.outputPath(name));
    return readFileSync(info.outputPath(name));
  };
  await expect(lab.locator('.shape').last()).toHaveText('(100, 100, 1)', { timeout: 60_000 });
  expect(await saved('cat')).toEqual(readFileSync('dist/assets/pictures/cat.jpg'));
  expect((await edgesOf(lab.locator('.bar > *').last())).right).toBeLessThanOrEqual(360 - 16);
  const dog = readFileSync('dist/assets/pictures/dog.jpg');
  await lab
    .locator('input[type=file]')
    .setInputFiles({ name: 'own.jpg', mimeType: 'image/jpeg', buffer: dog });
  await expect(lab.getByText(labs.original('own.jpg'))).toBeVisible();
  expect(await saved('own')).toEqual(dog);

  await page.goto(new URL('?lab=aumentacion', page.url()).href);
  await page.locator('pupila-augmentation-lab').getByRole('button', { name: augmentation.data }).click();
  const [zip] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: shared.downloadPictures }).press('Enter'),
  ]);
  expect(zip.suggestedFilename()).toBe('drawn_cats_and_dogs.zip');
});
