/** The lesson on paper. */
import { expect } from 'playwright/test';
import { sizeText } from '../src/core/size-text';
import { lesson as es } from '../src/i18n/es/lesson';
import { presets } from '../src/i18n/es/presets';
import { openSections, test } from './support';
import { TEXTS } from './texts';

/** What paper cannot do, and what it must not cut, in every shadow root of the page. */
function printFaults(): string[] {
  const inside = (root: ParentNode): Element[] =>
    [...root.querySelectorAll('*')].flatMap((each) => [
      each,
      ...(each.shadowRoot ? inside(each.shadowRoot) : []),
    ]);
  const controls =
    'button:not([aria-pressed=true]), [type=range], [type=file], [type=radio], [role=tablist], progress, nav';
  return inside(document.body)
    .filter((each) => each.checkVisibility())
    .flatMap((each) => {
      const name = `${each.localName}.${each.className} of ${(each.getRootNode() as ShadowRoot).host?.localName}`;
      const style = getComputedStyle(each);
      const { overflowX, overflowY, breakInside, breakAfter, breakBefore, colorScheme } = style;
      const isFigure = each.matches('figure, canvas, svg, .layer, tr');
      return [
        each.matches(controls) ? `${name} is a control` : '',
        each.matches('select') && getComputedStyle(each).appearance !== 'none' ? `${name} is a control` : '',
        each.matches('summary') && !each.parentElement?.hasAttribute('open') ? `${name} is closed` : '',
        overflowY !== 'visible' && each.scrollHeight > each.clientHeight + 1 ? `${name} is cut` : '',
        overflowX !== 'visible' && each.scrollWidth > each.clientWidth + 1 ? `${name} is cut` : '',
        isFigure && breakInside !== 'avoid' ? `${name} breaks` : '',
        each.matches('h2, summary, .heading') && breakAfter !== 'avoid' ? `${name} ends a page` : '',
        each.matches('.scale') && breakBefore !== 'avoid' ? `${name} starts a page` : '',
        // A grid does not grow with a part that moves to the next page.
        each.matches('.folds, .inside') && style.display !== 'block' ? `${name} is ${style.display}` : '',
        colorScheme === 'light' ? '' : `${name} is ${colorScheme}`,
      ].filter(Boolean);
    });
}

test('paper shows the whole content of every lab, light, and no controls', async ({ open }, info) => {
  const page = await open();
  await openSections(page);
  const trainer = page.locator('pupila-trainer');
  await page
    .locator('pupila-layer-lab')
    .getByRole('combobox', { name: TEXTS.es.layer.filters, exact: true })
    .selectOption('16');
  await page
    .locator('pupila-convolution-lab')
    .getByRole('button', { name: TEXTS.es.convolution.names.boxBlur })
    .click();
  await page.locator('pupila-network-lab').locator('details.code summary').click();
  await page.locator('pupila-network-lab').getByLabel(TEXTS.es.network.size).selectOption(sizeText(50, 50));
  await trainer.evaluate((element) => Object.assign(element, { epochs: 1, stepsPerEpoch: 2 }));
  await trainer.locator('button.primary').click();
  await expect(trainer.locator('[part=matrix]')).toBeVisible({ timeout: 120_000 });
  await page.getByRole('button', { name: TEXTS.es.name }).click();
  // The width of an A4 page between its margins.
  await page.setViewportSize({ width: 680, height: 1000 });
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  expect(await page.evaluate(printFaults)).toEqual([]);
  // The chosen buttons and fields, whose alternatives are not there.
  const convolution = page.locator('pupila-convolution-lab');
  await expect(convolution.getByText(TEXTS.es.convolution.names.boxBlur)).toBeVisible();
  await expect(convolution.getByText(TEXTS.es.convolution.names.sobelX)).toBeHidden();
  await expect(page.locator('.presets').getByText(presets.names.lesson, { exact: true })).toBeHidden();
  for (const [lab, label] of [
    ['convolution', TEXTS.es.labs.padding],
    ['layer', TEXTS.es.layer.activation],
    ['pooling', TEXTS.es.labs.strides],
  ] as const)
    await expect(page.locator(`pupila-${lab}-lab`).getByText(label, { exact: true })).toBeVisible();
  await expect(page.locator('.not-printed').filter({ visible: true })).toHaveCount(0);
  await expect(page.locator('pupila-layer-lab .filter canvas.channels:visible')).toHaveCount(16);
  await expect(page.locator('pupila-layer-lab .input canvas')).toBeVisible();
  await expect(page.locator('pupila-network-lab .layer:visible')).toHaveCount(10);
  await expect(page.getByLabel(TEXTS.es.network.of('filters', 'conv2d'), { exact: true })).toBeVisible();
  await expect(page.locator('pupila-network-lab details.code pre')).toBeVisible();
  for (const part of ['.data-part', '.sheet', '.validation'])
    await expect(page.locator(`pupila-augmentation-lab ${part}`)).toBeVisible();
  await expect(trainer.locator('[part=matrix]')).toBeVisible();
  // For people to look at.
  await page.pdf({ path: info.outputPath('lesson.pdf'), preferCSSPageSize: true });
});

test('paper says which labs are missing, and the next print has them', async ({ open }) => {
  const page = await open();
  await expect(page.locator('pupila-convolution-lab .shape').last()).toBeVisible({ timeout: 60_000 });
  const missing = page.locator('.not-printed').filter({ visible: true });
  await expect(missing).toHaveCount(0);
  await page.emulateMedia({ media: 'print' });
  await expect(missing.last()).toHaveText(es.notPrinted);
  await expect(page.locator('#convolucion .not-printed')).toBeHidden();
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  await expect(missing).toHaveCount(0);
});

test('at any width of the paper, the weights of section 2 stand in words, not letter by letter', async ({
  open,
}) => {
  const page = await open({ path: '?lab=capa' });
  const lab = page.locator('pupila-layer-lab');
  await expect(lab.locator('.filter').first()).toBeVisible({ timeout: 60_000 });
  await page.emulateMedia({ media: 'print' });
  for (const width of [500, 680, 740, 900, 1100]) {
    await page.setViewportSize({ width, height: 1000 });
    const lines = await lab
      .locator('.given section p')
      .evaluateAll((all) =>
        all.map((each) => each.clientHeight / parseFloat(getComputedStyle(each).lineHeight)),
      );
    expect(Math.max(...lines), String(width)).toBeLessThan(4);
  }
  // A scale is not parted from its name.
  await expect(lab.locator('.scales')).toHaveCSS('break-inside', 'avoid');
});

test('on A4, a summary keeps its lines, and the parameters of a layer are called so', async ({ open }) => {
  const page = await open({ path: '?lab=red', width: 680 });
  const lab = page.locator('pupila-network-lab');
  const { summary, parameters } = TEXTS.es.network;
  await lab.getByText(summary, { exact: true }).click({ timeout: 60_000 });
  await page.emulateMedia({ media: 'print' });
  const pre = lab.getByRole('group', { name: summary });
  const lines = await pre.evaluate((each) => {
    const { lineHeight, paddingTop } = getComputedStyle(each);
    return (each.clientHeight - 2 * parseFloat(paddingTop)) / parseFloat(lineHeight);
  });
  const { length } = ((await pre.textContent()) as string).trimEnd().split('\n');
  expect(lines).toBeLessThan(length + 0.5);
  await expect(lab.locator('.unit').first()).toBeVisible();
  await expect(lab.locator('.unit').first()).toHaveText(parameters);
  await expect(lab.locator('.name .muted').first()).toBeVisible();
});

test('on A4, a diagram fits on a page with its heading', async ({ open }) => {
  const page = await open({ path: '?lab=red', width: 680 });
  const fold = page.locator('pupila-network-lab details').filter({ has: page.locator('.diagram') });
  await fold.locator('summary').click({ timeout: 60_000 });
  await page.emulateMedia({ media: 'print' });
  // Nothing stands between the two, where the page could break.
  await expect(fold.locator('.row')).toBeHidden();
  // 29.7 cm less margins of 1.5 cm.
  const { height } = (await fold.boundingBox()) as { height: number };
  expect(height).toBeLessThan(26.7 * (96 / 2.54));
});

test('paper says when the settings are not those of the lesson', async ({ open }) => {
  const page = await open({ path: '?lab=entrenamiento' });
  const status = page.locator('.presets [role=status]');
  await expect(status).toHaveText(presets.texts.lesson, { timeout: 60_000 });
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByText(presets.names.lesson, { exact: true })).toBeVisible();
  await expect(status).toBeVisible();
  await page.locator('pupila-trainer').evaluate((element) => Object.assign(element, { epochs: 2 }));
  await expect(status).toHaveText(presets.texts.own);
  await expect(status).toBeVisible();
  await expect(page.locator('.presets .group')).toBeHidden();
});
