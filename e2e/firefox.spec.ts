/**
 * The built library in an installed Firefox, compared with Chromium: `npm run test:firefox`. Playwright's own Firefox
 * is not available everywhere; this one is driven through WebDriver BiDi.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'playwright/test';
import puppeteer from 'puppeteer-core';
import { FIREFOX_PREFERENCES, findFirefox } from '../scripts/firefox.mjs';
import { softwareVulkan } from '../scripts/software-vulkan.mjs';
import type * as Pupila from '../src/index';
import type { History } from '../src/index';
import { launchBrowser, startServer } from './support';

const executablePath = findFirefox();
test.skip(
  !executablePath,
  'there is no Firefox here (on Debian: apt-get install firefox-esr), nor does PUPILA_FIREFOX name one',
);

/** Opens a page of the server in Firefox, with WebGPU on Chromium's software driver. `errors` receives the errors of its scripts. */
async function withFirefox<T>(
  path: string,
  use: (page: FirefoxPage, errors: string[]) => Promise<T>,
): Promise<T> {
  const server = await startServer({ root: resolve('dist'), page: resolve('dist/page') });
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: executablePath as string,
    extraPrefsFirefox: FIREFOX_PREFERENCES,
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

// The loss of a step is computed in float64 with `Math.log`, whose last digit each browser rounds as it likes.
test("training equals Chromium's to 14 digits on WebAssembly, and to 5 on WebGPU", async () => {
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
  expectEqual((await inFirefox('wasm')).history, chromium.history, 14);
  test.skip(!softwareVulkan(), 'Chromium with its software driver is missing');
  const gpu = await inFirefox('webgpu');
  expect(gpu.facts).toContain('WebGPU');
  expectEqual(gpu.history, chromium.history, 5);
});

function expectEqual(history: History, expected: History, digits: number): void {
  expect(Object.keys(history)).toEqual(Object.keys(expected));
  for (const [name, values] of Object.entries(expected))
    values.forEach((value, i) => expect(history[name]?.[i], name).toBeCloseTo(value, digits));
}

/** Trains a network from a file on the built-in pictures. Runs in the page. */
async function trainFile(file: number[], backend: string): Promise<{ losses: number[]; path: string }> {
  const library: string = '/browser/pupila.js';
  const { TrainingSession, loadModelFile, startBackend } = (await import(library)) as typeof Pupila;
  const chosen = backend as 'wasm' | 'webgpu';
  await startBackend(chosen);
  const { model } = await loadModelFile(new Blob([Uint8Array.from(file)]));
  const pictures = await fetch('/few_drawn_cats_and_dogs.zip');
  const session = new TrainingSession({
    data: { kind: 'archive', blob: await pictures.blob(), name: 'pictures.zip' },
    model,
    options: {
      ...{ backend: chosen, epochs: 1, batchSize: 8, stepsPerEpoch: 4, targetSize: [40, 32], seed: 5 },
      ...{ optimizer: 'sgd', learningRate: 0.1 },
    },
  });
  const { steps } = await session.train();
  const { path } = (await session.prepare()).step;
  session.dispose();
  return { losses: steps.loss, path };
}

test('a graph trains on WebGPU as on WebAssembly', async () => {
  test.skip(!softwareVulkan(), 'Chromium with its software driver is missing');
  const file = [...readFileSync('fixtures/nets/any_size.keras')];
  const [wasm, gpu] = await withFirefox('headless.html', async (page) => [
    await page.evaluate(trainFile, file, 'wasm'),
    await page.evaluate(trainFile, file, 'webgpu'),
  ]);
  expect(wasm?.losses).toHaveLength(4);
  expect(gpu?.path).toBe('fused plan on WebGPU');
  gpu?.losses.forEach((loss, i) => expect(Math.abs(loss - (wasm?.losses[i] as number))).toBeLessThan(1e-4));
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
