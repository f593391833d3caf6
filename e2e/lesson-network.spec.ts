/** What the network lab rejects, and how it says so on a small and on a large screen. */
import { expect } from 'playwright/test';
import { test } from './support';
import { TEXTS } from './texts';

for (const width of [360, 1280]) {
  test(`a reason is in view at once, with ${width} pixels`, async ({ open }) => {
    const { network: w } = TEXTS.es;
    const page = await open({ path: '?lab=red', width });
    const lab = page.locator('pupila-network-lab');
    const field = (argument: string, layer: string) => lab.getByLabel(w.of(argument, layer), { exact: true });
    // Near the lower edge of the list, which scrolls.
    for (let i = 0; i < 5; i++) await lab.getByRole('button', { name: '+ Conv2D' }).click();
    for (const [argument, value] of [
      ['filters', '0'],
      ['kernel_size', '50'],
    ] as const) {
      await field(argument, 'conv2d_7').fill(value);
      await lab.locator('.layers').evaluate(
        (list, id) => {
          const input = [...list.querySelectorAll('input')].find(
            (each) => each.ariaLabel === id,
          ) as HTMLElement;
          list.scrollTop += input.getBoundingClientRect().bottom - list.getBoundingClientRect().bottom + 3;
        },
        w.of(argument, 'conv2d_7'),
      );
      await field(argument, 'conv2d_7').press('Enter');
      const rule = lab.locator('.rule', { hasText: `${argument}:` });
      await expect(rule).toBeInViewport({ ratio: 0.95 });
    }
    // Both rules of one row say which field they are about.
    await expect(lab.locator('.rule')).toContainText(['filters: debe ser', 'kernel_size: la ventana de']);

    await lab.getByRole('button', { name: w.remove('flatten') }).scrollIntoViewIfNeeded();
    await lab.getByRole('button', { name: w.remove('flatten') }).click();
    await expect(lab.locator('.refused .error')).toBeInViewport({ ratio: 0.95 });
    // It is still there: nothing needs to be inserted.
    await expect(lab.locator('.refused .error')).toContainText(
      'sin flatten, la red no terminaría en un vector',
    );
    await expect(lab.locator('.name .muted').first()).toHaveText('conv2d');
    await expect(lab.locator('.name .muted').first()).toBeVisible();
    await expect(lab.locator('.unit').first()).toBeVisible();
  });

  test(`the name of a layer breaks between its words at most, with ${width} pixels`, async ({ open }) => {
    const page = await open({ path: '?lab=red', width });
    const lab = page.locator('pupila-network-lab');
    await lab.getByRole('button', { name: '+ GlobalAveragePooling2D' }).click();
    const lines = await lab.locator('.name b', { hasText: 'GlobalAverage' }).evaluate((name) => {
      const texts = document.createTreeWalker(name, NodeFilter.SHOW_TEXT);
      let brokenWords = 0;
      for (let text = texts.nextNode(); text; text = texts.nextNode()) {
        const range = document.createRange();
        range.selectNodeContents(text);
        if (new Set([...range.getClientRects()].map(({ top }) => top)).size > 1) brokenWords++;
      }
      const isCut = name.scrollWidth > (name.parentElement as HTMLElement).clientWidth;
      return { brokenWords, isCut, height: name.getBoundingClientRect().height };
    });
    expect(lines).toMatchObject({ brokenWords: 0, isCut: false });
    if (width > 1000) expect(lines.height).toBeLessThan(30);
  });
}
