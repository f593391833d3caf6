/** Training once more with an element: from scratch, or further from what was trained. */
import { type Page, expect } from 'playwright/test';
import { openTab, test } from './support';
import { TEXTS } from './texts';
import type { PupilaTrainer } from '../src/element/index';
import type * as Pupila from '../src/index';

const { trainer: words } = TEXTS.es;
const trainer = (page: Page) => page.locator('pupila-trainer').first();

/** One thread: what is compared is training, not the threads. */
const oneThread = (): void => void Object.defineProperty(globalThis, 'crossOriginIsolated', { value: false });

/** Losses of each step of runs one after the other. `epochs` are of each run. */
async function losses(page: Page, runs: { epochs: number; further?: boolean }[]): Promise<number[][]> {
  return trainer(page).evaluate(async (element, runs) => {
    const trainer = element as PupilaTrainer;
    const all: number[][] = [];
    for (const { epochs, ...options } of runs) {
      Object.assign(trainer, { epochs, batchSize: 16, stepsPerEpoch: 3, validationSteps: 1, seed: 5 });
      const { steps } = await trainer.start(options);
      all.push(steps.loss);
    }
    return all;
  }, runs);
}

const KINDS: Record<string, (page: Page) => Promise<void>> = {
  "the course's network": () => Promise.resolve(),
  "a network of the page's own": (page) =>
    trainer(page).evaluate(async (element) => {
      const library = './browser/pupila.js';
      const { backendReady, buildNetwork } = (await import(library)) as typeof Pupila;
      await backendReady();
      const convolution = { type: 'Conv2D', filters: 4, kernelSize: 3, strides: 1 } as const;
      const network: Pupila.NetworkSpec = {
        inputShape: [32, 32, 3],
        layers: [
          { ...convolution, padding: 'valid', activation: 'relu' },
          { type: 'BatchNormalization' },
          { type: 'Flatten' },
          { type: 'Dropout', rate: 0.3 },
          { type: 'Dense', units: 1, activation: 'sigmoid' },
        ],
      };
      (element as PupilaTrainer).model = buildNetwork(network, 1);
    }),
  'a loaded model, with its optimizer': async (page) => {
    await openTab(trainer(page), words.tabs.model);
    await page.getByLabel(words.model.load).setInputFiles('fixtures/train/small_binary_adam.final.keras');
    await expect(trainer(page).locator('[part=model]')).toContainText('.keras está cargado', {
      timeout: 60_000,
    });
  },
};

for (const [kind, prepare] of Object.entries(KINDS)) {
  test(`${kind} trains from scratch the same again, and further as if it had not stopped`, async ({
    open,
  }) => {
    const page = await open({ path: 'embed.html', before: oneThread });
    await prepare(page);
    const [first, again, further, whole] = await losses(page, [
      { epochs: 2 },
      { epochs: 2 },
      { epochs: 2, further: true },
      { epochs: 4 },
    ]);
    expect(first).toHaveLength(6);
    expect(again).toEqual(first);
    expect(whole).toEqual([...(first as number[]), ...(further as number[])]);
    const history = await trainer(page).evaluate((element) => (element as PupilaTrainer).history);
    expect(history['val_loss']).toHaveLength(4);
  });
}
