/** Accessibility of the lesson: axe, phones, the keyboard, reduced motion. */
import { type Page, expect } from 'playwright/test';
import { findings } from './axe';
import { openTab, test } from './support';
import { TEXTS } from './texts';

/** Each section's address, with a selector that matches once the section is ready. */
const SECTIONS = {
  convolucion: 'pupila-convolution-lab canvas[width]',
  capa: 'pupila-layer-lab .filter',
  pooling: 'pupila-pooling-lab figure:nth-child(3) .shape',
  red: 'pupila-network-lab .layer',
  aumentacion: 'pupila-augmentation-lab .sheet canvas[width]',
  entrenamiento: 'pupila-feature-maps .probability',
};
/** A small laptop screen. */
const WINDOW = { width: 1280, height: 800 };
const PHONE = { width: 360, height: 740 };

async function openAll(page: Page): Promise<void> {
  for (const [section, ready] of Object.entries(SECTIONS)) {
    await page.locator(`#${section}`).scrollIntoViewIfNeeded();
    await expect(page.locator(ready).first()).toBeVisible({ timeout: 60_000 });
  }
}

/** Opens or closes every <details> on the page. */
async function setFolds(page: Page, open: boolean): Promise<void> {
  await page.locator('details').evaluateAll((all, open) => {
    for (const fold of all) (fold as HTMLDetailsElement).open = open;
  }, open);
}

test('axe finds nothing in the whole lesson, in any language, theme and width; labs fit the window', async ({
  open,
}) => {
  const page = await open({ width: 1280 });
  await openAll(page);
  const trainer = page.locator('pupila-trainer');
  const size = page.locator('pupila-network-lab').getByLabel(TEXTS.es.network.size);
  await size.selectOption('50 × 50');
  await trainer.evaluate((element) => Object.assign(element, { epochs: 1, stepsPerEpoch: 2 }));
  await trainer.locator('button.primary').click();
  await expect(trainer.locator('[part=matrix]')).toBeVisible({ timeout: 120_000 });
  for (const w of Object.values(TEXTS)) {
    await page.getByRole('button', { name: w.name }).click();
    const parts = [w.augmentation.data, w.augmentation.validation, w.augmentation.augmented];
    for (const viewport of [WINDOW, PHONE]) {
      await page.setViewportSize(viewport);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        const look = `${w.name}, ${viewport.width}, ${colorScheme}`;
        await setFolds(page, false);
        const contents = (await page.locator('nav').boundingBox())?.height ?? Infinity;
        for (const lab of await page.locator('.labs > *').all()) {
          const { height = Infinity } = (await lab.boundingBox()) ?? {};
          expect
            .soft(height, `${look}: ${await lab.evaluate(({ localName }) => localName)}`)
            .toBeLessThanOrEqual(viewport.height - contents);
        }
        if (viewport === PHONE) {
          const name = parts.pop() as string;
          await page.locator('pupila-augmentation-lab').getByRole('button', { name, exact: true }).click();
        }
        await setFolds(page, true);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        expect.soft(wide, look).toBeLessThanOrEqual(viewport.width);
        expect.soft(await findings(page), look).toEqual([]);
      }
    }
  }
});

/** What paper cannot do, and what it must not cut, in every shadow root of the page. */
function printFaults(): string[] {
  const inside = (root: ParentNode): Element[] =>
    [...root.querySelectorAll('*')].flatMap((each) => [
      each,
      ...(each.shadowRoot ? inside(each.shadowRoot) : []),
    ]);
  const controls = 'button, [type=range], [type=file], [type=radio], [role=tablist], progress, nav';
  return inside(document.body)
    .filter((each) => each.checkVisibility())
    .flatMap((each) => {
      const name = `${each.localName}.${each.className} of ${(each.getRootNode() as ShadowRoot).host?.localName}`;
      const { overflowX, overflowY, breakInside, colorScheme } = getComputedStyle(each);
      const isFigure = each.matches('figure, canvas, svg, .layer, tr');
      return [
        each.matches(controls) ? `${name} is a control` : '',
        each.matches('select') && getComputedStyle(each).appearance !== 'none' ? `${name} is a control` : '',
        each.matches('summary') && !each.parentElement?.hasAttribute('open') ? `${name} is closed` : '',
        overflowY !== 'visible' && each.scrollHeight > each.clientHeight + 1 ? `${name} is cut` : '',
        overflowX !== 'visible' && each.scrollWidth > each.clientWidth + 1 ? `${name} is cut` : '',
        isFigure && breakInside !== 'avoid' ? `${name} breaks` : '',
        colorScheme === 'light' ? '' : `${name} is ${colorScheme}`,
      ].filter(Boolean);
    });
}

test('paper shows the whole content of every lab, light, and no controls', async ({ open }, info) => {
  const page = await open();
  await openAll(page);
  const trainer = page.locator('pupila-trainer');
  await page
    .locator('pupila-layer-lab')
    .getByRole('combobox', { name: TEXTS.es.layer.filters, exact: true })
    .selectOption('16');
  await page.locator('pupila-network-lab').locator('details.code summary').click();
  await page.locator('pupila-network-lab').getByLabel(TEXTS.es.network.size).selectOption('50 × 50');
  await trainer.evaluate((element) => Object.assign(element, { epochs: 1, stepsPerEpoch: 2 }));
  await trainer.locator('button.primary').click();
  await expect(trainer.locator('[part=matrix]')).toBeVisible({ timeout: 120_000 });
  await page.getByRole('button', { name: TEXTS.es.name }).click();
  // The width of an A4 page between its margins.
  await page.setViewportSize({ width: 680, height: 1000 });
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  expect(await page.evaluate(printFaults)).toEqual([]);
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

test('a phone shows every button that adds a layer, large enough to touch', async ({ open }) => {
  const page = await open({ width: PHONE.width, path: '?lab=red' });
  const lab = page.locator('pupila-network-lab');
  for (const w of Object.values(TEXTS)) {
    await page.getByRole('button', { name: w.name }).click();
    const buttons = lab.getByRole('group', { name: w.network.add }).getByRole('button');
    await expect(buttons).toHaveCount(8);
    for (const button of await buttons.all()) {
      await button.evaluate((each) => each.scrollIntoView({ block: 'center', inline: 'nearest' }));
      await expect(button).toBeInViewport({ ratio: 1 });
      const { x = 0, width = 0, height = 0 } = (await button.boundingBox()) ?? {};
      expect(x + width).toBeLessThanOrEqual(PHONE.width);
      // WCAG 2.2 AA asks for 24.
      expect(height).toBeGreaterThanOrEqual(24);
    }
    const scrolled = await buttons.first().evaluate((each) => each.parentElement?.scrollLeft);
    expect(scrolled).toBe(0);
  }
});

test('the trainer fits one screen before, during and after training, in every view', async ({ open }) => {
  const page = await open({ width: PHONE.width, path: '?lab=entrenamiento' });
  const trainer = page.locator('pupila-trainer');
  await expect(page.locator('pupila-feature-maps .probability')).toBeVisible({ timeout: 60_000 });
  const fits = async (when: string): Promise<void> => {
    for (const tab of await trainer.getByRole('tab', { disabled: false }).all()) {
      await tab.click();
      for (const viewport of [WINDOW, PHONE]) {
        await page.setViewportSize(viewport);
        const { height = Infinity } = (await trainer.boundingBox()) ?? {};
        const look = `${when}, ${await tab.innerText()}, ${viewport.width}`;
        expect.soft(height, look).toBeLessThanOrEqual(viewport.height);
      }
    }
  };
  await fits('before');
  await openTab(trainer, TEXTS.es.trainer.tabs.data);
  await trainer.getByRole('radio').nth(2).check();
  await fits('classes');
  await openTab(trainer, TEXTS.es.trainer.tabs.data);
  await trainer.getByRole('radio').first().check();
  await trainer.evaluate((element) => {
    Object.assign(element, { epochs: 2, batchSize: 8, stepsPerEpoch: 2, validationSteps: 1 });
    // Paused from inside the page: from outside, the pause could come after the last step.
    const pause = (): void => (element as HTMLElementTagNameMap['pupila-trainer']).pause();
    element.addEventListener('pupila-step', pause, { once: true });
  });
  await trainer.getByRole('button', { name: TEXTS.es.trainer.start }).click();
  await expect(trainer.locator('[part=status]')).toHaveText(TEXTS.es.trainer.state.paused, {
    timeout: 60_000,
  });
  await expect(trainer.locator('[part=figures]')).toBeVisible();
  await fits('paused');
  await openTab(trainer, TEXTS.es.trainer.tabs.curves);
  await trainer.evaluate((element) => (element as HTMLElementTagNameMap['pupila-trainer']).resume());
  await expect(trainer.locator('[part=matrix]')).toBeVisible({ timeout: 120_000 });
  await fits('after');
});

test('everything can be reached by keyboard, with visible focus', async ({ open }) => {
  const page = await open();
  await openAll(page);
  await page.evaluate(() => scrollTo(0, 0));
  const stops = await page.evaluate(() => {
    const inside = (root: ParentNode): Element[] =>
      [...root.querySelectorAll('*')].flatMap((each) => [
        each,
        ...(each.shadowRoot ? inside(each.shadowRoot) : []),
      ]);
    // Only one tab or radio button of a group is reached by Tab, the others by arrow keys (element.spec.ts).
    const other = '[role=tab]:not([aria-selected=true]), [type=radio]:not(:checked)';
    const taken = `:is(a[href], button, input, select, summary, [tabindex="0"]):not(${other})`;
    return inside(document)
      .filter((each) => each.matches(taken) && !each.matches(':disabled') && each.checkVisibility())
      .map(
        (each) =>
          `${each.localName} ${each.getAttribute('aria-label') ?? each.textContent?.trim().slice(0, 40)}`,
      );
  });
  const reached: string[] = [];
  const unseen: string[] = [];
  for (let i = 0; i < stops.length + 5; i++) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(() => {
      let at = document.activeElement;
      while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
      if (!at || at === document.body) return null;
      const ringed = [at, at.closest('.button')].some(
        (each) => each && getComputedStyle(each).outlineStyle !== 'none',
      );
      const name = `${at.localName} ${at.getAttribute('aria-label') ?? at.textContent?.trim().slice(0, 40)}`;
      return { name, ringed };
    });
    if (!stop) break;
    reached.push(stop.name);
    if (!stop.ringed) unseen.push(stop.name);
  }
  expect(unseen).toEqual([]);
  expect(stops.length).toBeGreaterThan(100);
  expect(reached.sort()).toEqual(stops.sort());
});

test('labs work by keyboard; the window does not slide with reduced motion', async ({ open }) => {
  const page = await open();
  const { convolution } = TEXTS.es;
  const lab = page.locator('pupila-convolution-lab');
  await expect(lab.locator('.shape').last()).toHaveText('(100, 100, 1)', { timeout: 60_000 });
  await lab.getByRole('button', { name: convolution.names.boxBlur }).press('Enter');
  await expect(lab.getByLabel(convolution.weight('1', '1'))).toHaveValue('1/9');
  const row = lab.getByRole('slider', { name: convolution.row });
  await row.press('Home');
  await row.press('ArrowRight');
  await expect(row).toHaveValue('1');
  const slide = lab.getByRole('button', { name: convolution.slide });
  await slide.press('Space');
  await lab.getByRole('button', { name: convolution.halt }).press('Space');
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await slide.press('Space');
  await expect(row).toHaveValue('99');
  await expect(slide).toBeVisible();
});
