/**
 * What is visible before the page's script arrives, and without any script: the text, in the reader's language, in its
 * final position.
 */
import { resolve } from 'node:path';
import { type Browser, type BrowserContextOptions, type Page, expect } from 'playwright/test';
import { lesson as en } from '../src/i18n/en/lesson';
import { lesson as es } from '../src/i18n/es/lesson';
import { startServer, test } from './support';

const WORDS = { es, en };
const PLACES = ['h1', '.lead', 'nav', 'main h2', 'main .text', 'main .labs'];

async function visit(
  browser: Browser,
  options: BrowserContextOptions,
  use: (page: Page, url: string) => Promise<void>,
): Promise<void> {
  const server = await startServer({ root: resolve('dist'), page: resolve('dist/page') });
  const context = await browser.newContext({ ...options, serviceWorkers: 'block' });
  try {
    await use(await context.newPage(), server.url);
  } finally {
    await context.close();
    await server.close();
  }
}

/** Waits for the first paint. Before it nothing is painted, and every language counts as visible. */
async function firstPaint(page: Page): Promise<void> {
  await page.waitForFunction(() => performance.getEntriesByName('first-contentful-paint').length > 0);
}

/** Returns left edge and top of the elements visible first. */
async function places(page: Page): Promise<[number, number][]> {
  const seen = PLACES.map((place) => page.locator(`${place}:visible`).first().boundingBox());
  return (await Promise.all(seen)).map((box) => [box?.x ?? NaN, box?.y ?? NaN]);
}

for (const [locale, words] of Object.entries(WORDS)) {
  for (const viewport of [
    { width: 1280, height: 800 },
    { width: 360, height: 740 },
  ]) {
    test(`the text is visible before the script runs, in ${locale}, and does not move: ${viewport.width}`, async ({
      browserWith,
    }) => {
      await visit(await browserWith('none'), { locale, viewport }, async (page, url) => {
        let [come, arrived] = [(): void => undefined, Promise.resolve()];
        arrived = new Promise((resolve) => (come = resolve));
        await page.route('**/browser/page.js', async (route) => {
          await arrived;
          await route.continue();
        });
        // However late the styles arrive, nothing is painted before them.
        await page.route('**/style.css', async (route) => {
          await new Promise((resolve) => setTimeout(resolve, 300));
          await route.continue();
        });
        await page.goto(url, { waitUntil: 'commit' });
        await firstPaint(page);
        await expect(page.locator('h1:visible')).toHaveText(words.title);
        await expect(page.locator('nav li:visible')).toHaveCount(6);
        await expect(page.locator('main .text:visible').first()).toHaveText(words.sections.convolution.text);
        const before = await places(page);
        await page.evaluate(() => {
          const shifts: number[] = [];
          Object.assign(globalThis, { shifts });
          new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) shifts.push((entry as unknown as { value: number }).value);
          }).observe({ type: 'layout-shift', buffered: true });
        });
        come();
        await expect(page.locator('pupila-convolution-lab .shape').last()).toHaveText('(100, 100, 1)', {
          timeout: 60_000,
        });
        expect(await places(page)).toEqual(before);
        await expect(page.locator('h1')).toHaveCount(1);
        const shifted = await page.evaluate(() => (globalThis as unknown as { shifts: number[] }).shifts);
        // Web Vitals call 0.1 good.
        expect(shifted.reduce((sum, value) => sum + value, 0)).toBeLessThan(0.05);
      });
    });
  }
}

test('without JavaScript the text is visible, with a note about what is missing', async ({ browserWith }) => {
  await visit(await browserWith('none'), { javaScriptEnabled: false }, async (page, url) => {
    const response = await page.goto(url);
    await expect(page.locator('h1:visible')).toHaveText(es.title);
    // Playwright disables scripts after the parser, which parses <noscript> as if they were enabled.
    const html = await response?.text();
    for (const { noScript } of [es, en])
      expect(html).toMatch(new RegExp(`<noscript><p[^>]*>${noScript}</p>`));
    await expect(page.locator('.text:visible')).toHaveCount(6);
    await expect(page.locator('.switches:visible')).toHaveCount(0);
  });
});
