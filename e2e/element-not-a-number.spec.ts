/** The trainer with a learning rate that leads to NaN: it still shows the results. */
import { expect } from 'playwright/test';
import { openTab, test } from './support';

test('a learning rate of 1000 leads to a matrix and curves, not to an error', async ({ open }) => {
  const page = await open({ path: 'embed.html' });
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  const trainer = page.locator('pupila-trainer');
  await trainer.evaluate((element) => {
    for (const [name, value] of Object.entries({ optimizer: 'sgd', 'learning-rate': '1000', epochs: '1' }))
      element.setAttribute(name, value);
  });
  await page.getByRole('button', { name: 'Entrenar' }).click();
  await expect(trainer.locator('[part=status]')).toHaveText('Terminado', { timeout: 120_000 });
  await expect(trainer.locator('[part=matrix]')).toBeVisible({ timeout: 60_000 });
  await expect(trainer.locator('[part=facts]')).toContainText('no es un número finito desde la época 1');
  const counts = await trainer.locator('[part=matrix] td').allTextContents();
  expect(counts.map((text) => parseInt(text, 10)).slice(0, 2)).toContain(64);
  await openTab(trainer, 'Curvas');
  await expect(trainer.locator('[part=chart] svg')).toHaveCount(2);
  const drawing = await trainer.locator('[part=chart] svg').first().innerHTML();
  expect(drawing).not.toMatch(/points="[^"]*NaN/);
  expect(errors).toEqual([]);
});

test('with callbacks="TerminateOnNaN" training ends at that step, and the trainer says why', async ({
  open,
}) => {
  const page = await open({ path: 'embed.html' });
  const trainer = page.locator('pupila-trainer');
  const ended = trainer.evaluate((element) => {
    const settings = { optimizer: 'sgd', 'learning-rate': '1e30', epochs: '5', callbacks: 'TerminateOnNaN' };
    for (const [name, value] of Object.entries(settings)) element.setAttribute(name, value);
    return new Promise((resolve) =>
      element.addEventListener('pupila-stopTraining', (event) => resolve((event as CustomEvent).detail), {
        once: true,
      }),
    );
  });
  await openTab(trainer, 'Ajustes');
  await expect(trainer.locator('[name=callbacks]')).toHaveValue('TerminateOnNaN');
  await page.getByRole('button', { name: 'Entrenar' }).click();
  await expect(trainer.locator('[part=status]')).toHaveText('Terminado', { timeout: 120_000 });
  await expect(trainer.locator('[part=facts]')).toContainText(
    /Lote \d: pérdida no válida, termina el entrenamiento\./,
  );
  await expect(trainer.locator('[part=figures]')).toContainText('1 de 5');
  expect(await ended).toMatchObject({ reason: { en: expect.stringContaining('Invalid loss') as unknown } });
  await expect(trainer.locator('[part=matrix]')).toBeAttached({ timeout: 60_000 });
});
