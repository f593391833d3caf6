/** The lesson, walked through as a reader does, with the real engine. */
import axeCore from 'axe-core';
import { type Page, expect } from 'playwright/test';
import { test } from './support';

/** Addresses of the sections. */
const SECTIONS = ['convolucion', 'capa', 'pooling', 'red', 'aumentacion', 'entrenamiento'] as const;
const READY: Record<(typeof SECTIONS)[number], string> = {
  convolucion: 'pupila-convolution-lab canvas[width]',
  capa: 'pupila-layer-lab .filter',
  pooling: 'pupila-pooling-lab figure:nth-child(3) .shape',
  red: 'pupila-network-lab .layer',
  aumentacion: 'pupila-augmentation-lab .validation',
  entrenamiento: 'pupila-feature-maps .probability',
};

test('convolution: Sobel of known shapes, the sum written out, shapes of strides and padding', async ({
  open,
}, info) => {
  const page = await open();
  const lab = page.locator('pupila-convolution-lab');
  await lab.getByRole('button', { name: 'Figuras' }).click();
  await expect(lab.locator('.shape').last()).toHaveText('(100, 100, 1)', { timeout: 60_000 });
  await lab.getByRole('slider', { name: 'Fila' }).fill('40');
  await lab.getByRole('slider', { name: 'Columna' }).fill('9');
  // The left side of a dark square on a light ground: Sobel x answers, Sobel y does not.
  const total = lab.locator('.total');
  await expect(total).toHaveText(/^−\d{3},?\d?$/);
  const sum = Number((await total.innerText()).replace('−', '-').replace(',', '.'));
  await expect(lab.locator('.formula')).toContainText(`= −${String(-sum).replace('.', ',')}`);
  await lab.getByRole('button', { name: 'Sobel y' }).click();
  await expect(total).toHaveText('0');
  await lab.getByLabel('Relleno').selectOption('valid');
  await lab.getByLabel('Paso', { exact: true }).selectOption('2');
  await expect(lab.locator('.shape').last()).toHaveText('(49, 49, 1)');
  await lab.getByLabel('Filtro, fila 2, columna 2').fill('1/9');
  await lab.getByLabel('Filtro, fila 2, columna 2').press('Enter');
  await expect(lab.getByRole('button', { name: 'El tuyo' })).toHaveAttribute('aria-pressed', 'true');
  await lab.getByLabel('Colores', { exact: true }).selectOption('Color');
  await expect(lab.locator('.shape').last()).toHaveText('(49, 49, 3)');
  await page.screenshot({ path: info.outputPath('convolution.png'), fullPage: true });
});

test('layer and pooling: the shapes of the course; the picture is carried on', async ({ open }, info) => {
  const page = await open();
  await page.locator('pupila-convolution-lab').getByRole('button', { name: 'Perro' }).click();
  await page.locator('#capa').scrollIntoViewIfNeeded();
  const layer = page.locator('pupila-layer-lab');
  await expect(layer.getByRole('button', { name: 'Perro' })).toHaveAttribute('aria-pressed', 'true', {
    timeout: 60_000,
  });
  await expect(layer.getByText('(5, 5, 3, 4)')).toBeVisible();
  await expect(layer.getByText('300 pesos + 4 sesgos = 304 parámetros')).toBeVisible();
  await expect(layer.locator('.bank > .filter')).toHaveCount(4, { timeout: 60_000 });
  await layer.locator('summary').first().click();
  await expect(layer.locator('pre').first()).toContainText('Total params: 304 (1.19 KB)');

  await page.locator('#pooling').scrollIntoViewIfNeeded();
  const pooling = page.locator('pupila-pooling-lab');
  const shapes = pooling.locator('figure .shape');
  await expect(shapes).toHaveText(['(100, 100, 3)', '(20, 20, 3)', '(20, 20, 3)'], { timeout: 60_000 });
  await pooling.getByRole('button', { name: '10/5' }).click();
  await expect(shapes).toHaveText(['(100, 100, 3)', '(19, 19, 3)', '(19, 19, 3)']);
  await page.screenshot({ path: info.outputPath('layer-pooling.png'), fullPage: true });
});

test("network: 5,352,281 parameters, Keras's table, a layer that cannot be is refused", async ({
  open,
}, info) => {
  const page = await open();
  await page.goto(new URL('?lab=red', page.url()).href);
  const lab = page.locator('pupila-network-lab');
  await expect(lab.locator('.total')).toHaveText('5.352.281 parámetros', { timeout: 60_000 });
  await lab.locator('summary').first().click();
  await expect(lab.locator('pre').first()).toContainText('Total params: 5,352,281 (20.42 MB)');
  await lab.getByRole('button', { name: 'Quitar flatten' }).click();
  await expect(lab.getByRole('alert')).toContainText('No puede ser');
  await expect(lab.locator('.total')).toHaveText('5.352.281 parámetros');
  await lab.getByRole('button', { name: 'Quitar max_pooling2d_2' }).click();
  await expect(lab.getByRole('alert')).toBeEmpty();
  await expect(lab.locator('.total')).toHaveText('21.332.825 parámetros');
  await lab.getByLabel('kernel_size de conv2d', { exact: true }).fill('5');
  await lab.getByLabel('kernel_size de conv2d', { exact: true }).press('Enter');
  await expect(lab.locator('.layer .shape').nth(1)).toHaveText('(146, 146, 36)');
  await lab.getByRole('button', { name: 'Subir max_pooling2d', exact: true }).click();
  await expect(lab.locator('.layer .name b').first()).toHaveText('MaxPooling2D');
  await lab.getByText('plot_model', { exact: false }).first().click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    lab.getByRole('button', { name: 'Guardar como SVG' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('model.svg');
  await page.screenshot({ path: info.outputPath('network.png'), fullPage: true });
});

test('augmentation: the same seed gives the same sheet; validation is untouched', async ({ open }) => {
  const page = await open();
  await page.goto(new URL('?lab=aumentacion', page.url()).href);
  const lab = page.locator('pupila-augmentation-lab');
  await expect(lab.getByText('3 de 3 imágenes son iguales')).toBeVisible({ timeout: 60_000 });
  await expect(lab.locator('.pictures canvas')).toHaveCount(16);
  await expect(lab.getByText('512 de entrenamiento, 128 de validación')).toBeVisible();
  const sheet = () =>
    lab
      .locator('.sheet')
      .first()
      .locator('canvas')
      .evaluateAll((all) => all.map((each) => (each as HTMLCanvasElement).toDataURL()).join());
  const first = await sheet();
  await lab.getByRole('button', { name: 'Ninguna' }).click();
  await expect.poll(sheet).not.toBe(first);
  await lab.getByRole('button', { name: 'Las del curso' }).click();
  await expect.poll(sheet).toBe(first);
  await lab.getByRole('button', { name: 'Otra semilla' }).click();
  await expect.poll(sheet).not.toBe(first);
  await expect(lab.getByText('3 de 3 imágenes son iguales')).toBeVisible();
});

test('training: the network of the fourth section, 36 maps a layer, Grad-CAM; nothing leaves the machine', async ({
  open,
}, info) => {
  const page = await open();
  const strangers: string[] = [];
  const own = new URL(page.url()).origin;
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(own) && !url.startsWith(`blob:${own}`) && !url.startsWith('data:'))
      strangers.push(url);
  });
  await page.locator('#red').scrollIntoViewIfNeeded();
  const network = page.locator('pupila-network-lab');
  await network.getByLabel('Tamaño de las imágenes').selectOption('50 × 50', { timeout: 60_000 });
  await page.locator('#entrenamiento').scrollIntoViewIfNeeded();
  const trainer = page.locator('pupila-trainer');
  const maps = page.locator('pupila-feature-maps');
  await expect(maps.getByText('conv2d: 36 mapas de características de (48, 48)').last()).toBeVisible({
    timeout: 60_000,
  });
  await trainer.evaluate((element) => Object.assign(element, { epochs: 1, stepsPerEpoch: 4 }));
  await trainer.getByRole('button', { name: 'Entrenar', exact: true }).click();
  await expect(maps.getByText("class_indices = {'cats': 0, 'dogs': 1}")).toBeVisible({ timeout: 60_000 });
  await expect(maps.getByText('Los mapas cambian mientras entrena.')).toBeVisible({ timeout: 60_000 });
  await expect(trainer.getByText('Terminado').first()).toBeVisible({ timeout: 120_000 });
  await maps.getByRole('button', { name: 'Un perro al azar' }).click();
  await expect(maps.locator('.probability')).toHaveText(/^Probabilidad de ser (perro|gato): \d+,\d\s%$/);
  for (const [layer, side] of [
    ['max_pooling2d', 24],
    ['conv2d_1', 22],
    ['max_pooling2d_1', 11],
    ['conv2d_2', 9],
    ['max_pooling2d_2', 4],
  ]) {
    await maps.getByRole('button', { name: String(layer), exact: true }).click();
    await expect(
      maps.getByText(`${layer}: 36 mapas de características de (${side}, ${side})`).last(),
    ).toBeVisible();
  }
  await page.screenshot({ path: info.outputPath('training.png'), fullPage: true });
  expect(strangers).toEqual([]);
});

test('works offline after the first visit', async ({ open }) => {
  const page = await open();
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
  // The list is kept last: everything is there, the data set too.
  const kept = (file: string) => page.evaluate(async (file) => !!(await caches.match(file)), file);
  await expect.poll(() => kept('offline.json'), { timeout: 60_000 }).toBe(true);
  expect(await kept('drawn_cats_and_dogs.zip')).toBe(true);
  await page.context().setOffline(true);
  await page.goto(new URL('?lab=pooling', page.url()).href);
  await expect(page.locator('pupila-pooling-lab figure .shape').last()).toHaveText('(20, 20, 3)', {
    timeout: 60_000,
  });
});

for (const language of ['Español', 'English']) {
  test(`accessible by axe in ${language}, light and dark; fits a phone`, async ({ open }, info) => {
    const page = await open({ width: 360 });
    await page.getByRole('button', { name: language }).click();
    for (const section of SECTIONS) {
      await page.goto(new URL(`?lab=${section}`, page.url()).href);
      await expect(page.locator(READY[section]).first()).toBeVisible({ timeout: 60_000 });
      expect
        .soft(await page.evaluate(() => document.documentElement.scrollWidth), section)
        .toBeLessThanOrEqual(360);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        expect.soft(await violations(page), `${section}, ${colorScheme}`).toEqual([]);
        await page.screenshot({ path: info.outputPath(`${section}-${colorScheme}.png`), fullPage: true });
      }
    }
  });
}

/** WCAG 2.2 AA, nothing excluded. */
async function violations(page: Page): Promise<string[]> {
  // The page's policy refuses inline scripts, as it should.
  await page.evaluate(axeCore.source);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: {
        run(
          options: object,
        ): Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }>;
      };
    };
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
    const found = await axe.run({ runOnly: { type: 'tag', values: tags } });
    return found.violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
    );
  });
}
