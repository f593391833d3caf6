/** A lab shows its own errors for as long as they last, and no others. */
import { type Page, expect } from 'playwright/test';
import { test } from './support';
import { TEXTS } from './texts';
import type { PupilaFeatureMaps } from '../src/lesson/pupila-feature-maps';

/** Longer than the minimum time between two snapshots of a network in training. */
const LATER_MS = 2500;
const { trainer: words, featureMaps, labs, shared } = TEXTS.es;

/** Opens the training section, and collects uncaught errors. */
async function ready(page: Page) {
  const uncaught: Error[] = [];
  page.on('pageerror', (error) => uncaught.push(error));
  const maps = page.locator('pupila-feature-maps');
  await expect(maps.locator('.probability')).toBeVisible({ timeout: 60_000 });
  return { uncaught, maps, alert: maps.getByRole('alert') };
}

test('the error of an unreadable picture stays until another is chosen, though snapshots succeed', async ({
  open,
}) => {
  const page = await open({ path: '?lab=entrenamiento' });
  const { maps, alert } = await ready(page);
  await maps.locator('input[type=file]').setInputFiles('package.json');
  await expect(alert).toContainText(shared.errors['bad-image']);
  await maps.evaluate((element) => (element as PupilaFeatureMaps).follow());
  await page.waitForTimeout(LATER_MS);
  await expect(alert).toContainText(shared.errors['bad-image']);
  await maps.getByRole('button', { name: labs.builtIn.dog }).click();
  await expect(alert).toHaveCount(0);
});

test('a picture of data that no longer exist leads to an error message', async ({ open }) => {
  const page = await open({ path: '?lab=entrenamiento' });
  const { uncaught, maps, alert } = await ready(page);
  const trainer = page.locator('pupila-trainer');
  await trainer.evaluate((element) =>
    Object.assign(element, { epochs: 1, batchSize: 8, stepsPerEpoch: 1, validationSteps: 1 }),
  );
  await trainer.getByRole('button', { name: words.start, exact: true }).click();
  await expect(trainer.locator('[part=matrix]')).toBeVisible({ timeout: 60_000 });
  await trainer.evaluate((element) =>
    (element as HTMLElementTagNameMap['pupila-trainer']).session?.dispose(),
  );
  await maps.getByRole('group', { name: featureMaps.fromData }).getByRole('button').first().click();
  await expect(alert).toContainText(shared.errors.aborted);
  expect(uncaught).toEqual([]);
});

test('no error is shown if the model is disposed of during a snapshot', async ({ open }) => {
  const page = await open({ path: '?lab=entrenamiento' });
  const { uncaught, maps } = await ready(page);
  const alerts = await maps.evaluate(async (element) => {
    const maps = element as PupilaFeatureMaps;
    const { model } = maps;
    const alerts: string[] = [];
    new MutationObserver(() => {
      alerts.push(...Array.from(maps.renderRoot.querySelectorAll('[role=alert]'), (each) => each.innerHTML));
    }).observe(maps.renderRoot, { childList: true, subtree: true });
    // The page replaces and disposes of the model in the middle of a snapshot.
    const going = {
      inputs: model?.inputs,
      outputs: model?.outputs,
      get layers(): never {
        maps.model = model;
        throw new Error('already disposed');
      },
    };
    maps.model = going as unknown as typeof model;
    await maps.updateComplete;
    await maps.updateComplete;
    return alerts;
  });
  expect(alerts).toEqual([]);
  await expect(maps.locator('.probability')).toBeVisible();
  expect(uncaught).toEqual([]);
});

test('a lab whose data failed to load can be removed without an error', async ({ open }) => {
  const page = await open({ path: '?lab=aumentacion' });
  const uncaught: Error[] = [];
  page.on('pageerror', (error) => uncaught.push(error));
  const lab = page.locator('pupila-augmentation-lab').last();
  await expect(lab.locator('.sheet canvas').first()).toBeVisible({ timeout: 60_000 });
  await lab.evaluate((element) => {
    const other = document.createElement('pupila-augmentation-lab');
    element.after(Object.assign(other, { src: 'nowhere.zip' }));
  });
  await expect(lab.getByRole('alert')).toContainText(shared.errors['fetch-failed'], { timeout: 30_000 });
  await lab.evaluate((element) => element.remove());
  await page.waitForTimeout(100);
  expect(uncaught).toEqual([]);
});

test('a lab whose data failed to load tries again with the next results', async ({ open }) => {
  // The service worker would answer from its cache.
  const before = (): void => void Reflect.deleteProperty(Navigator.prototype, 'serviceWorker');
  const page = await open({ path: '?lab=red', before });
  await page.route('**/*.zip', (route) => route.abort());
  await page.goto(new URL('?lab=aumentacion', page.url()).href);
  const lab = page.locator('pupila-augmentation-lab');
  await expect(lab.getByRole('alert')).toContainText(shared.errors['fetch-failed'], { timeout: 30_000 });
  await page.unroute('**/*.zip');
  await lab.getByRole('button', { name: TEXTS.es.augmentation.again }).click();
  await expect(lab.locator('.sheet canvas[width]')).toHaveCount(9, { timeout: 30_000 });
  await expect(lab.getByRole('alert')).toHaveCount(0);
});
