/** A run that a reload, a closed tab or a crash interrupts is kept in the browser, and continues to the same numbers. */
import { readFileSync } from 'node:fs';
import { type Page, expect } from 'playwright/test';
import { sizeText } from '../src/core/size-text';
import { findings } from './axe';
import { PAGE_STORES, PAGE_WAYS, isKept, outcome, questionOf, trainerOf } from './interruptions';
import { dropFile, openTab, smallPictures, test, zipOf } from './support';
import { lesson as es } from '../src/i18n/es/lesson';
import { TEXTS } from './texts';
import type { PupilaTrainer } from '../src/element/index';

const { kept, state } = TEXTS.es.trainer;
const OPTIONS = { seed: 3, epochs: 4, stepsPerEpoch: 4, batchSize: 16, targetSize: 96, callbacks: '' };

/** Starts a run; resolves after so many steps. */
function start(page: Page, options: Partial<typeof OPTIONS> = {}, steps = 7): Promise<void> {
  return trainerOf(page).evaluate(
    (element, [given, count]) =>
      new Promise<void>((resolve) => {
        const trainer = element as PupilaTrainer;
        Object.assign(trainer, given);
        let done = 0;
        trainer.addEventListener('pupila-step', () => {
          if (++done !== count) return;
          // Otherwise it may end before its checkpoint is written.
          if (count > 1) trainer.pause();
          resolve();
        });
        trainer.start().catch(() => undefined);
      }),
    [{ ...OPTIONS, ...options }, steps] as const,
  );
}

for (const [way, interrupt] of Object.entries(PAGE_WAYS)) {
  for (const [place, before] of Object.entries(PAGE_STORES)) {
    test(`after ${way}, a run in ${place} of the browser continues to the same numbers`, async ({ open }) => {
      const page = await open({ path: 'embed.html', width: 360, ...(before && { before }) });
      await start(page, {}, 1);
      const whole = await outcome(page);
      await page.reload();
      await expect(trainerOf(page).getByRole('button', { name: TEXTS.es.trainer.start })).toBeVisible();
      await expect(questionOf(page)).toHaveCount(0);
      await start(page);
      await expect.poll(() => isKept(page), { timeout: 30_000 }).toBe(true);
      const next = await interrupt(page);
      await expect(questionOf(next)).toContainText(/, época [12] de 4\?/);
      await next.keyboard.press('Tab');
      await expect(questionOf(next).getByRole('button', { name: kept.proceed })).toBeFocused();
      await next.keyboard.press('Enter');
      expect(await outcome(next)).toEqual(whole);
      await next.reload();
      await expect(trainerOf(next).locator('[part=status]')).toHaveText(state.idle);
      await expect(questionOf(next)).toHaveCount(0);
    });
  }
}

test('with `BackupAndRestore`, it continues without a question to the same numbers', async ({ open }) => {
  const page = await open({ path: 'embed.html', width: 360 });
  await start(page, {}, 1);
  const whole = await outcome(page);
  await page.reload();
  await start(page, { callbacks: 'BackupAndRestore(save_freq=3)' });
  await expect.poll(() => isKept(page), { timeout: 30_000 }).toBe(true);
  await page.reload();
  expect(await outcome(page)).toEqual(whole);
  await expect(questionOf(page)).toHaveCount(0);
});

test('with `BackupAndRestore`, a run that the reader stopped asks all the same', async ({ open }) => {
  const page = await open({ path: 'embed.html', width: 360 });
  await start(page, { callbacks: 'BackupAndRestore' });
  await trainerOf(page).getByRole('button', { name: TEXTS.es.trainer.stop }).click();
  await expect(trainerOf(page).locator('[part=status]')).toContainText(state.stopped);
  await page.reload();
  await questionOf(page).getByRole('button', { name: kept.proceed }).click();
  await expect(trainerOf(page).locator('[part=facts]')).toContainText(TEXTS.es.trainer.facts.restored);
});

/** Starts a run, and reloads the page when a checkpoint of it is complete. */
async function interrupted(page: Page, options: Partial<typeof OPTIONS> = {}): Promise<void> {
  await start(page, options);
  await expect.poll(() => isKept(page), { timeout: 30_000 }).toBe(true);
  await page.reload();
}

test('a run on the reader’s own pictures asks for them again; it can be discarded', async ({ open }) => {
  const page = await open({ path: 'embed.html', width: 360 });
  const zip = await zipOf(await smallPictures());
  const choose = async (content = zip): Promise<void> => {
    await openTab(trainerOf(page), TEXTS.es.trainer.tabs.data);
    await trainerOf(page).getByLabel(TEXTS.es.trainer.data.file).check();
    await dropFile(trainerOf(page).locator('[part=data] .drop'), 'mine.zip', content);
  };
  await choose();
  await interrupted(page, { batchSize: 4, targetSize: 32 });
  // The page's own pictures are chosen now.
  const proceed = questionOf(page).getByRole('button', { name: kept.proceed });
  await expect(questionOf(page)).toContainText(kept.chooseFirst('mine.zip'));
  await expect(proceed).toBeDisabled();
  expect(await findings(page)).toEqual([]);
  const fewer = Object.entries(await smallPictures()).slice(1);
  await choose(await zipOf(Object.fromEntries(fewer)));
  await proceed.click();
  await expect(trainerOf(page).getByRole('alert')).toContainText(
    /Recibido: (training|validation) pictures=/,
    {
      timeout: 30_000,
    },
  );
  await choose();
  await trainerOf(page).getByLabel(TEXTS.es.trainer.data.file).check();
  await questionOf(page).getByRole('button', { name: kept.proceed }).click();
  await expect(trainerOf(page).locator('[part=matrix]')).toBeVisible({ timeout: 120_000 });

  await page.reload();
  await choose();
  await interrupted(page, { batchSize: 4, targetSize: 32 });
  await trainerOf(page).evaluate((element) => element.setAttribute('src', ''));
  await expect(questionOf(page)).toContainText(kept.chooseFirst('mine.zip'));
  await page.evaluate(() => (document.documentElement.lang = 'en'));
  const english = trainerOf(page).getByRole('group', { name: TEXTS.en.trainer.kept.label });
  await expect(english).toContainText(
    /Continue the run of .*, epoch [12] of 4\? First choose again: mine\.zip\./,
  );
  expect(await findings(page)).toEqual([]);
  await english.getByRole('button', { name: TEXTS.en.trainer.kept.discard }).press('Enter');
  await expect(english).toHaveCount(0);
  await page.reload();
  await expect(trainerOf(page).locator('[part=status]')).toHaveText(state.idle);
  await expect(questionOf(page)).toHaveCount(0);
});

test('the lesson continues with the network that was built in its fourth section', async ({ open }) => {
  const page = await open({ path: '#red' });
  const lab = page.locator('pupila-network-lab');
  await lab.getByLabel(TEXTS.es.network.size).selectOption(sizeText(50, 50));
  await page.locator('#entrenamiento').scrollIntoViewIfNeeded();
  await expect(page.locator('pupila-feature-maps .probability')).toBeVisible({ timeout: 60_000 });
  await interrupted(page, { batchSize: 4, targetSize: 50 });
  await page.locator('#entrenamiento').scrollIntoViewIfNeeded();
  await questionOf(page).getByRole('button', { name: kept.proceed }).click({ timeout: 60_000 });
  await expect(trainerOf(page).locator('[part=status]')).toHaveText(state.done, { timeout: 120_000 });
  await expect(lab.getByLabel(TEXTS.es.network.size)).toHaveValue(sizeText(50, 50));
  // A model takes the place of the run, which is complete: nothing can be continued.
  await openTab(trainerOf(page), TEXTS.es.trainer.tabs.model);
  const { model } = TEXTS.es.trainer;
  await page.getByLabel(model.load).setInputFiles('fixtures/train/small_binary_adam.final.keras');
  await expect(trainerOf(page).locator('[part=model]')).toContainText('final.keras', { timeout: 60_000 });
  await expect(trainerOf(page).locator('[part=status]')).toHaveText(state.idle);
  await expect(questionOf(page)).toHaveCount(0);
  // A value of the fourth section that is not valid is named where the training starts.
  const note = page.getByText(es.networkFieldRefused);
  const filters = lab.getByRole('spinbutton').first();
  await filters.fill('0');
  await filters.press('Enter');
  await expect(note).toBeVisible();
  await filters.fill('8');
  await filters.press('Enter');
  await expect(note).toHaveCount(0);
});

test('the files that callbacks wrote before a reload are there after it', async ({ open }) => {
  const page = await open({ path: 'embed.html' });
  const csv = async () => {
    const name = 'logs/log.csv';
    const downloading = page.waitForEvent('download');
    await trainerOf(page).locator('[part=files] summary').click();
    await trainerOf(page).locator('[part=files]').getByRole('button', { name }).click();
    return readFileSync(await (await downloading).path(), 'utf8');
  };
  const files = trainerOf(page).locator('[part=files] button');
  const weights = ['m-01.weights.h5', 'm-02.weights.h5', 'm-03.weights.h5', 'm-04.weights.h5'];
  const callbacks = `CSVLogger(filename='logs/log.csv'), ModelCheckpoint(filepath='m-{epoch:02d}.weights.h5', save_weights_only=True)`;
  await start(page, { callbacks }, 1);
  await outcome(page);
  const whole = await csv();
  expect(whole.split('\r\n')).toHaveLength(6);
  await interrupted(page, { callbacks });
  await questionOf(page).getByRole('button', { name: kept.proceed }).click();
  await outcome(page);
  await expect(files).toHaveText(['logs/log.csv', ...weights]);
  expect(await csv()).toBe(whole);
});

test('without room in the browser, the run says so and goes on', async ({ open }) => {
  const page = await open({ path: 'embed.html' });
  const devtools = await page.context().newCDPSession(page);
  const { origin } = new URL(page.url());
  await devtools.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1e6 });
  await start(page, {}, 1);
  await outcome(page);
  const warning = trainerOf(page).locator('[part=warning]');
  await expect(warning).toHaveCount(1);
  await expect(warning).toContainText(/continúa\. El navegador no tiene más espacio para esta página\.$/);
});
