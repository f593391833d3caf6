/** What does not work in a lab is said there, as long as it does not work, and nowhere else. */
import { type Page, expect } from 'playwright/test';
import { test } from './support';
import { TEXTS } from './texts';
import type { PupilaFeatureMaps } from '../src/lesson/pupila-feature-maps';

/** More than the time between two looks at a network that trains. */
const LATER_MS = 2500;
const { trainer: words, featureMaps, labs, shared } = TEXTS.es;

/** The section on training, ready, with what nobody caught. */
async function ready(page: Page) {
  const uncaught: Error[] = [];
  page.on('pageerror', (error) => uncaught.push(error));
  const maps = page.locator('pupila-feature-maps');
  await expect(maps.locator('.probability')).toBeVisible({ timeout: 60_000 });
  return { uncaught, maps, alert: maps.getByRole('alert') };
}

test('a picture that cannot be read is named until there is another, though looks succeed', async ({
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
