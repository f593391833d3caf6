/** The trainer with a learning rate that leads to NaN: it says since when, what to do, and that it cannot predict. */
import { expect } from 'playwright/test';
import { openTab, test } from './support';
import { TEXTS } from './texts';

const { tabs } = TEXTS.es.trainer;

test('a learning rate of 1000 ends training with curves and a sentence, not to an error, a matrix or probabilities', async ({
  open,
}) => {
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
  const why =
    /La pérdida (no es un número|es infinita) en la iteración \d+ de la época 1, y el entrenamiento termina: la tasa de aprendizaje de 1000 es demasiado alta para esta pérdida/;
  await expect(trainer.locator('[part=warning]')).toHaveText(why);
  await expect(trainer.locator('[part=facts]')).not.toContainText('termina');
  const cannot = trainer.getByText(new RegExp(`^La red no puede predecir\\. ${why.source}`));
  for (const name of [tabs.results, tabs.mistakes, tabs.predict]) {
    await openTab(trainer, name);
    await expect(cannot.first(), name).toBeVisible({ timeout: 60_000 });
    await expect(trainer.locator('[part=matrix], [part=mistakes] canvas')).toHaveCount(0);
  }
  await trainer.locator('[part=predict] input[type=file]').setInputFiles('fixtures/jpeg/0.jpg');
  await expect(trainer.locator('[part=predictions] li')).toContainText(TEXTS.es.trainer.predict.none);
  await expect(trainer.locator('[part=predictions]')).not.toContainText('NaN');
  await openTab(trainer, tabs.curves);
  await expect(trainer.locator('[part=chart] svg')).toHaveCount(2);
  const drawing = await trainer.locator('[part=chart] svg').first().innerHTML();
  expect(drawing).not.toMatch(/points="[^"]*NaN/);
  await expect(trainer.locator('[part=chart] p')).toHaveText([
    TEXTS.es.trainer.charts.noCurve,
    TEXTS.es.trainer.charts.noCurve,
  ]);
  const table = trainer.locator('[part=table]').first();
  await table.locator('summary').click();
  await expect(table.locator('tbody td')).toHaveText(['NaN', '–', 'NaN', '–']);
  // Its weights cannot be trained any further.
  await expect(trainer.getByRole('button', { name: TEXTS.es.trainer.further('1') })).toBeHidden();
  await trainer.evaluate((element) => element.setAttribute('learning-rate', '0.01'));
  await trainer.getByRole('button', { name: TEXTS.es.trainer.start, exact: true }).click();
  await expect(trainer.locator('[part=warning]')).toHaveCount(0, { timeout: 60_000 });
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
  const warning = await trainer.locator('[part=warning]').innerText();
  const step = /en la iteración (\d) de la época 1, /.exec(warning)?.[1];
  await expect(trainer.locator('[part=facts]')).toContainText(
    `: pérdida no válida, termina el entrenamiento (Keras cuenta los lotes desde 0: es la iteración ${step}).`,
  );
  await expect(trainer.locator('[part=figures]')).toContainText('1 de 5');
  expect(await ended).toMatchObject({ reason: { en: expect.stringContaining('Invalid loss') as unknown } });
});

test('the feature maps of a network that has diverged say so instead of a probability', async ({ open }) => {
  const page = await open({ path: '?lab=entrenamiento' });
  const [trainer, maps] = [page.locator('pupila-trainer'), page.locator('pupila-feature-maps')];
  await expect(maps.locator('.probability')).toBeVisible({ timeout: 60_000 });
  await trainer.evaluate((element) =>
    Object.assign(element, { optimizer: 'sgd', learningRate: 1e30, epochs: 1, stepsPerEpoch: 3 }),
  );
  await trainer.locator('button.primary').click();
  await expect(maps.getByRole('status')).toHaveText(
    /^La red no puede predecir\. La pérdida (no es un número|es infinita) en la iteración \d+ de la época 1, /,
    { timeout: 120_000 },
  );
  await expect(maps.locator('.probability, .wall')).toHaveCount(0);
  await page.getByRole('button', { name: 'English' }).click();
  await expect(maps.getByRole('status')).toHaveText(
    /^The network cannot predict\. The loss is (not a number|infinite) in step \d+ of epoch 1, which ends training: /,
  );
});
