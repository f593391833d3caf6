/**
 * The built library in an installed Firefox, compared with Chromium: `npm run test:firefox`. Playwright's own Firefox
 * is not available everywhere; this one is driven through WebDriver BiDi.
 */
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, test } from 'playwright/test';
import puppeteer from 'puppeteer-core';
import { softwareVulkan } from '../scripts/software-vulkan.mjs';
import type { History } from '../src/index';
import { launchBrowser, startServer } from './support';

const NAMES = [process.env['PUPILA_FIREFOX'], 'firefox', 'firefox-esr'];
const found = NAMES.find((name) => name && spawnSync(name, ['--version']).status === 0);
test.skip(
  !found,
  'there is no Firefox here (on Debian: apt-get install firefox-esr), nor does PUPILA_FIREFOX name one',
);

/** WebGPU is behind a preference on some systems. Here it runs on Chromium's software driver. */
const PREFERENCES = { 'dom.webgpu.enabled': true, 'gfx.webgpu.ignore-blocklist': true };

/** Opens a page of the server in Firefox. `errors` receives the errors of its scripts. */
async function withFirefox<T>(
  path: string,
  use: (page: FirefoxPage, errors: string[]) => Promise<T>,
): Promise<T> {
  const server = await startServer({ root: resolve('dist'), page: resolve('dist/page') });
  const executablePath = spawnSync('which', [found as string], { encoding: 'utf8' }).stdout.trim();
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath,
    extraPrefsFirefox: PREFERENCES,
    env: { ...process.env, ...softwareVulkan() },
  });
  try {
    const page = await browser.newPage();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(String(error)));
    await page.goto(`${server.url}/${path}`);
    return await use(page, errors);
  } finally {
    await browser.close();
    await server.close();
  }
}

type FirefoxPage = Awaited<ReturnType<Awaited<ReturnType<typeof puppeteer.launch>>['newPage']>>;

/** Trains on the page with a single element and these properties. Runs in the page. */
async function train(settings: Record<string, unknown>): Promise<{ history: History; facts: string }> {
  await customElements.whenDefined('pupila-trainer');
  const trainer = Object.assign(
    document.querySelector('pupila-trainer') as HTMLElementTagNameMap['pupila-trainer'],
    settings,
  );
  await trainer.start();
  return {
    history: trainer.history,
    facts: trainer.shadowRoot?.querySelector('[part=facts]')?.textContent ?? '',
  };
}

const SMALL = { epochs: 2, batchSize: 16, stepsPerEpoch: 4, validationSteps: 1 };

test("training equals Chromium's bit for bit on WebAssembly, and closely on WebGPU", async () => {
  const server = await startServer({ root: resolve('dist'), page: resolve('dist/page') });
  const browser = await launchBrowser({ gpu: 'none' });
  const page = await browser.newPage();
  await page.goto(`${server.url}/embed.html`);
  const chromium = await page.evaluate(train, { ...SMALL, backend: 'wasm' });
  await browser.close();
  await server.close();
  expect(chromium.history['val_loss']).toHaveLength(2);

  const inFirefox = (backend: string) =>
    withFirefox('embed.html', (page) => page.evaluate(train, { ...SMALL, backend }));
  expect((await inFirefox('wasm')).history).toEqual(chromium.history);
  test.skip(!softwareVulkan(), 'Chromium with its software driver is missing');
  const gpu = await inFirefox('webgpu');
  expect(gpu.facts).toContain('WebGPU');
  for (const name of ['loss', 'val_loss'] as const)
    gpu.history[name]?.forEach((value, i) =>
      expect(value).toBeCloseTo(chromium.history[name]?.[i] as number, 5),
    );
});

test('every section of the lesson works without errors', async () => {
  await withFirefox('', async (page, errors) => {
    for (const lab of [
      'convolution-lab',
      'layer-lab',
      'pooling-lab',
      'network-lab',
      'augmentation-lab',
      'trainer',
    ]) {
      // Content above may still grow, so scroll until the element is there.
      const isThere = (name: string): boolean => {
        const element = document.querySelector(`pupila-${name}`);
        element?.scrollIntoView();
        return (element?.shadowRoot?.textContent.trim().length ?? 0) > 50;
      };
      await page.waitForFunction(isThere, { timeout: 60_000 }, lab);
    }
    expect(errors).toEqual([]);
  });
});
