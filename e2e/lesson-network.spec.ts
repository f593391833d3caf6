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

test('a refused value and its rule stay when layers are added, moved and removed', async ({ open }) => {
  const { network: w } = TEXTS.es;
  const page = await open({ path: '?lab=red' });
  const lab = page.locator('pupila-network-lab');
  const field = (argument: string, layer: string) => lab.getByLabel(w.of(argument, layer), { exact: true });
  const click = (name: string) => lab.getByRole('button', { name, exact: true }).click();
  const refused = async (kernel: string, layer: string, input: string): Promise<void> => {
    await expect(field('kernel_size', layer)).toHaveValue(kernel);
    await expect(field('units', 'dense')).toHaveValue('');
    await expect(lab.locator('.rule')).toContainText([
      new RegExp(`^kernel_size: .*${layer}, .*${input.replaceAll(' ', '\\s')}`),
      /^units: debe ser/,
    ]);
  };
  await field('kernel_size', 'conv2d_2').fill('90');
  await field('kernel_size', 'conv2d_2').press('Enter');
  await field('units', 'dense').fill('');
  await field('units', 'dense').press('Enter');
  await refused('90', 'conv2d_2', '36 × 36');
  await click('+ Dropout');
  await refused('90', 'conv2d_2', '36 × 36');
  await click(w.remove('dropout'));
  await refused('90', 'conv2d_2', '36 × 36');
  await click(w.up('conv2d_2'));
  await refused('90', 'conv2d_2', '72 × 72');
  await expect(lab.getByRole('button', { name: w.up('conv2d_2') })).toBeFocused();
  await click(w.remove('conv2d_1'));
  await refused('90', 'conv2d_1', '74 × 74');
  // Another network has other fields.
  await click(w.course);
  await expect(lab.locator('.rule')).toHaveCount(0);
  await expect(field('units', 'dense')).toHaveValue('512');
  await expect(field('kernel_size', 'conv2d_2')).toHaveValue('3');
});

test('a size of pictures that does not fit goes back to the size that does', async ({ open }) => {
  const page = await open({ path: '?lab=red' });
  const lab = page.locator('pupila-network-lab');
  for (const name of ['Conv2D', 'MaxPooling2D', 'AveragePooling2D'])
    await lab.getByRole('button', { name: `+ ${name}` }).click();
  const sizes = lab.getByLabel(TEXTS.es.network.size, { exact: true });
  const before = await sizes.locator('option:checked').textContent();
  await sizes.selectOption({ index: 0 });
  await expect(lab.getByText('No es posible:').first()).toBeVisible();
  await expect(sizes.locator('option:checked')).toHaveText(before ?? '');
});

test('a refused value takes effect when another change makes it valid', async ({ open }) => {
  const page = await open({ path: '?lab=red' });
  const lab = page.locator('pupila-network-lab');
  await lab.getByLabel('Tamaño de las imágenes').selectOption('50 × 50');
  const field = lab.getByLabel('kernel_size de conv2d', { exact: true });
  await field.fill('60');
  await field.press('Enter');
  await expect(lab.getByText('es mayor que su entrada')).toBeVisible();
  await lab.getByLabel('Tamaño de las imágenes').selectOption('150 × 150');
  await expect(lab.getByText('es mayor que su entrada')).toHaveCount(0);
  await expect(field).toHaveValue('60');
  await expect(lab.locator('.layer .shape').nth(1)).toHaveText('(91, 91, 36)');
});
