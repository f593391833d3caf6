/** Accessibility of the lesson: axe, phones, the keyboard, reduced motion. */
import { type Page, expect } from 'playwright/test';
import { sizeText } from '../src/core/size-text';
import { findings } from './axe';
import { openSections, openTab, test } from './support';
import { TEXTS } from './texts';

/** A small laptop screen. */
const WINDOW = { width: 1280, height: 800 };
const PHONE = { width: 360, height: 740 };

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
  await openSections(page);
  const trainer = page.locator('pupila-trainer');
  const size = page.locator('pupila-network-lab').getByLabel(TEXTS.es.network.size);
  await size.selectOption(sizeText(50, 50));
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
          const name = await lab.evaluate(({ localName }) => localName);
          // The code of the maps stands below them.
          const below = name === 'pupila-feature-maps' ? await lab.locator('.folds').boundingBox() : null;
          expect
            .soft(height - (below?.height ?? 0), `${look}: ${name}`)
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

/** Numbers with more digits than anyone wants to hear, sliders and bars without a text, and the headings. */
function spokenFaults(): { long: string[]; untold: string[]; headings: string[] } {
  const inside = (root: ParentNode): Element[] =>
    [...root.querySelectorAll('*')].flatMap((each) => [
      each,
      ...(each.shadowRoot ? inside(each.shadowRoot) : []),
    ]);
  const all = inside(document.body).filter((each) => each.checkVisibility());
  const nameOf = (each: Element) => `${each.localName} ${each.getAttribute('aria-label') ?? each.className}`;
  const texts = all
    .filter((each) => !each.closest('pre, [aria-hidden=true]'))
    .flatMap((each) => [
      ...['aria-label', 'aria-valuetext', 'placeholder', 'alt', 'title'].map((name) =>
        each.getAttribute(name),
      ),
      each.matches('input:not([type=range])') ? (each as HTMLInputElement).value : '',
      ...[...each.childNodes].map((node) => (node.nodeType === Node.TEXT_NODE ? node.textContent : '')),
    ]);
  return {
    long: texts.filter((text): text is string => /[.,]\d{7}/.test(text ?? '')),
    untold: all
      .filter((each) => each.matches('[type=range], progress[value], meter'))
      .filter((each) => !/^[±\d.,\s]+[°%]?$/.test(each.getAttribute('aria-valuetext') ?? ''))
      .map(nameOf),
    headings: all.filter((each) => each.matches('h1, h2, h3, h4, h5, h6, [role=heading]')).map(nameOf),
  };
}

test('screen readers hear short numbers, and one outline: the title and its sections', async ({ open }) => {
  const page = await open();
  await openSections(page);
  const trainer = page.locator('pupila-trainer');
  const { network, trainer: w } = TEXTS.es;
  await page.locator('pupila-network-lab').getByLabel(network.size).selectOption(sizeText(50, 50));
  await trainer.evaluate((element) => {
    Object.assign(element, { epochs: 1, stepsPerEpoch: 3, learningRate: 0.1 + 0.2 });
    const pause = (): void => (element as HTMLElementTagNameMap['pupila-trainer']).pause();
    element.addEventListener('pupila-step', pause, { once: true });
  });
  const check = async (): Promise<void> => {
    const { long, untold, headings } = await page.evaluate(spokenFaults);
    expect(long).toEqual([]);
    expect(untold).toEqual([]);
    expect(headings).toEqual(['h1 ', ...Array<string>(6).fill('h2 ')]);
  };
  await page.locator('details').evaluateAll((all) => {
    for (const fold of all) (fold as HTMLDetailsElement).open = true;
  });
  await check();
  await openTab(trainer, w.tabs.settings);
  await check();
  await trainer.locator('button.primary').click();
  await expect(trainer.locator('[part=status]')).toHaveText(w.state.paused, { timeout: 60_000 });
  await check();
  await trainer.evaluate((element) => (element as HTMLElementTagNameMap['pupila-trainer']).resume());
  await expect(trainer.locator('[part=matrix]')).toBeVisible({ timeout: 120_000 });
  await check();
  await openTab(trainer, w.tabs.mistakes);
  await check();
  await openTab(trainer, w.tabs.predict);
  await trainer.locator('[part=predict] input[type=file]').setInputFiles('fixtures/jpeg/0.jpg');
  await expect(trainer.locator('meter')).toHaveCount(2);
  await check();
  // The rate of this file is the float32 next to 0.001.
  await openTab(trainer, w.tabs.model);
  await trainer.getByLabel(w.model.load).setInputFiles('fixtures/train/small_binary_adam.final.keras');
  await expect(trainer.locator('[part=model]')).toContainText('small_binary_adam', { timeout: 60_000 });
  await trainer.evaluate((element) => Object.assign(element, { learningRate: null }));
  await openTab(trainer, w.tabs.settings);
  await expect(trainer.locator('[name=learningRate]')).toHaveAttribute('placeholder', /^0,\d{1,6}$/);
  await check();
});

test('the caption of a picture says which one it is', async ({ open }) => {
  const page = await open();
  await openSections(page);
  for (const w of Object.values(TEXTS)) {
    await page.getByRole('button', { name: w.name }).click();
    for (const tag of [
      'pupila-convolution-lab',
      'pupila-layer-lab',
      'pupila-pooling-lab',
      'pupila-feature-maps',
    ]) {
      const lab = page.locator(tag);
      for (const name of ['dog', 'cat'] as const) {
        const title = w.labs.original(w.labs.builtIn[name]);
        await lab.getByRole('button', { name: w.labs.builtIn[name], exact: true }).click();
        await expect(lab.locator('figcaption').first()).toContainText(title);
        await expect(lab.locator('figure canvas').first()).toHaveAccessibleName(new RegExp(`^${title}`));
      }
    }
  }
  const lab = page.locator('pupila-convolution-lab');
  await lab.locator('input[type=file]').setInputFiles('fixtures/jpeg/0.jpg');
  await expect(lab.locator('figcaption').first()).toContainText(TEXTS.en.labs.original('0.jpg'));
});

test('a phone shows the picture that the layer convolves', async ({ open }) => {
  const page = await open({ width: PHONE.width, path: '?lab=capa' });
  const lab = page.locator('pupila-layer-lab');
  await lab.locator('input[type=file]').setInputFiles('fixtures/jpeg/0.jpg');
  await expect(lab.getByRole('img', { name: '0.jpg' })).toBeVisible();
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

  await openTab(trainer, TEXTS.es.trainer.tabs.curves);
  await page.setViewportSize(PHONE);
  const plots = trainer.locator('svg.chart').evaluateAll((charts) =>
    charts.map((chart) => {
      const heights = [...chart.querySelectorAll('.grid')].map((each) => each.getBoundingClientRect().y);
      return Math.round(Math.max(...heights) - Math.min(...heights));
    }),
  );
  for (const height of await plots) expect(height).toBeGreaterThanOrEqual(110);
  const panel = trainer.getByRole('tabpanel');
  const below = () => panel.evaluate(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight);
  expect(await below(), 'the closed tables').toBe(0);
  for (const fold of await trainer.locator('.tables details').all()) {
    await fold.locator('summary').click();
    for (const viewport of [WINDOW, PHONE]) {
      await page.setViewportSize(viewport);
      const hidden = await fold.locator('.scroll').evaluate((each) => each.scrollWidth - each.clientWidth);
      expect.soft(hidden, `${await fold.locator('summary').innerText()}, ${viewport.width}`).toBe(0);
    }
    expect(await below(), 'an open table').toBe(0);
    await fold.locator('summary').click();
  }
});

test('what goes on below in the trainer fades out, until its end is reached', async ({ open }) => {
  const page = await open({ width: PHONE.width, path: '?lab=entrenamiento' });
  const trainer = page.locator('pupila-trainer');
  await openTab(trainer, TEXTS.es.trainer.tabs.model);
  const panel = trainer.getByRole('tabpanel');
  for (const reducedMotion of ['no-preference', 'reduce'] as const) {
    await page.emulateMedia({ reducedMotion });
    await panel.evaluate((each) => (each.scrollTop = 0));
    await expect(panel).toHaveCSS('mask-size', '100% 100%');
    await panel.evaluate((each) => (each.scrollTop = each.scrollHeight));
    await expect(panel).toHaveCSS('mask-size', '100% calc(100% + 28px)');
  }
  await openTab(trainer, TEXTS.es.trainer.tabs.data);
  await expect(panel).toHaveCSS('mask-size', '100% calc(100% + 28px)');
});

test('what the file of a model has is in view when it is opened on a phone', async ({ open }) => {
  const page = await open({ width: PHONE.width, path: '?lab=entrenamiento' });
  await page.setViewportSize(PHONE);
  const trainer = page.locator('pupila-trainer');
  const { tabs, model } = TEXTS.es.trainer;
  await openTab(trainer, tabs.model);
  await trainer.getByLabel(model.load).setInputFiles('fixtures/train/small_binary_adam.final.keras');
  await trainer.getByText(model.facts).click({ timeout: 60_000 });
  const facts = trainer.locator('[part=model-facts] li');
  for (const fact of [facts.first(), facts.last()]) await expect(fact).toBeInViewport({ ratio: 1 });
});

test('everything can be reached by keyboard, with visible focus', async ({ open }) => {
  const page = await open();
  await openSections(page);
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
