/** Callbacks in the trainer: their warnings, and the files that they write. */
import { readFileSync } from 'node:fs';
import { expect } from 'playwright/test';
import { openTab, test } from './support';

test('the reader sees what callbacks warn of, and saves the files that they write', async ({ open }) => {
  const page = await open({ path: 'embed.html' });
  const trainer = page.locator('pupila-trainer');
  await openTab(trainer, 'Ajustes');
  const field = trainer.getByLabel('Callbacks', { exact: true });
  await field.fill(
    JSON.stringify([
      { name: 'CSVLogger', filename: 'logs/training.csv' },
      { name: 'ModelCheckpoint', filepath: 'm-{epoch:02d}.weights.h5', save_weights_only: true },
      { name: 'EarlyStopping', monitor: 'score', mode: 'max' },
    ]),
  );
  await field.press('Tab');
  await trainer.evaluate((element) => Object.assign(element, { epochs: 2, stepsPerEpoch: 2 }));
  await page.getByRole('button', { name: 'Entrenar' }).click();
  await expect(trainer.locator('[part=status]')).toHaveText('Terminado', { timeout: 120_000 });
  await expect(trainer.locator('[part=warning]')).toContainText(
    'EarlyStopping observa la métrica score, que no está disponible tras la época 1.',
  );
  const files = trainer.locator('[part=files]');
  await files.locator('summary').click();
  await expect(files.locator('summary')).toHaveText('Archivos que escribieron los callbacks: 3');
  await expect(files.locator('button')).toHaveText([
    'logs/training.csv',
    'm-01.weights.h5',
    'm-02.weights.h5',
  ]);
  const downloading = page.waitForEvent('download');
  await files.getByRole('button', { name: 'logs/training.csv' }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe('training.csv');
  const lines = readFileSync(await download.path(), 'utf8').split('\r\n');
  expect(lines[0]).toMatch(/^epoch,accuracy,loss,val_accuracy,val_loss$/);
  expect(lines).toHaveLength(4);
});
