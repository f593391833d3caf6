/** The lesson, walked through as a reader does, with the real engine. */
import { expect } from 'playwright/test';
import { test } from './support';

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
  await lab.getByLabel('Colores').selectOption('Color');
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
