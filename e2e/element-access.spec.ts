/** The web component for everybody: axe finds nothing in either language and theme, and it fits a phone. */
import { type Page, expect } from 'playwright/test';
import { findings } from './axe';
import { test } from './support';

const LOOKS = (['es', 'en'] as const).flatMap((locale) =>
  (['light', 'dark'] as const).map((colorScheme) => ({ locale, colorScheme })),
);

/** Checks every language and theme, at both widths, with a picture of each. */
async function checkLooks(page: Page, picture: (name: string) => string): Promise<void> {
  for (const { locale, colorScheme } of LOOKS) {
    await page.emulateMedia({ colorScheme });
    await page.evaluate((lang) => document.documentElement.setAttribute('lang', lang), locale);
    for (const width of [1280, 360]) {
      await page.setViewportSize({ width, height: 900 });
      await page.waitForTimeout(300);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      await page.screenshot({ path: picture(`${locale}-${colorScheme}-${width}.png`), fullPage: true });
    }
    expect(await findings(page)).toEqual([]);
  }
}

test('axe finds nothing: before training with every fold open, after it, and with an error', async ({
  open,
}, info) => {
  const page = await open();
  await page.goto(new URL('embed.html', page.url()).href);
  const element = page.locator('pupila-trainer');
  const openFolds = () =>
    element.evaluate(({ shadowRoot }) =>
      shadowRoot?.querySelectorAll('details').forEach((fold) => (fold.open = true)),
    );
  await openFolds();
  for (const [kind, place] of [
    ['file', 1],
    ['classes', 2],
    ['url', 3],
  ] as const) {
    await element.getByRole('radio').nth(place).check();
    await checkLooks(page, (name) => info.outputPath(kind, name));
  }
  await element.locator('button.primary').click();
  await expect(page.getByRole('alert')).toBeVisible();
  await checkLooks(page, (name) => info.outputPath('error', name));

  await openFolds();
  await element.getByRole('radio').first().check();
  await element.locator('button.primary').click();
  await expect(element.locator('[part=matrix]')).toBeVisible({ timeout: 120_000 });
  await element.locator('[part=predict] input[type=file]').setInputFiles('fixtures/jpeg/0.jpg');
  await expect(element.locator('[part=predictions] li')).toHaveCount(1);
  await openFolds();
  await checkLooks(page, (name) => info.outputPath('trained', name));
});
