/** Every reference of Keras, NumPy and Pillow, in a real browser, through the built data workers. */
import { existsSync } from 'node:fs';
import { type Page, expect } from 'playwright/test';
import {
  DEVIATION_TOLERANCE,
  type FlowCase,
  type JpegCase,
  PIXEL_TOLERANCE,
  type TransformReferences,
  fromKeras,
} from '../src/data/golden-cases.testing';
import type { RandomCase } from '../src/random/random-cases.testing';
import { runScript } from './page-script';
import type { GoldenPage } from './pages/golden';
import { readJson, test } from './support';

declare global {
  var golden: GoldenPage;
}

const ROOTS = [
  { folder: 'fixtures', address: 'fixtures' },
  { folder: '../shared/golden', address: 'golden' },
];
const MOUNTS = Object.fromEntries(ROOTS.map(({ folder, address }) => [address, folder]));

/** Collects the largest difference per group. */
class Largest {
  readonly #values = new Map<string, number>();

  add(group: string, difference: number): void {
    this.#values.set(group, Math.max(this.#values.get(group) ?? 0, difference));
  }

  /** Prints the differences and attaches them to the test. */
  report(what: string): void {
    const text = [...this.#values].map(([group, value]) => `${group} ${value.toPrecision(2)}`).join(', ');
    test.info().annotations.push({ type: 'largest difference', description: `${what}: ${text}` });
    console.log(`    largest difference, ${what}: ${text}`);
  }
}

for (const { folder, address } of ROOTS) {
  test.describe(folder, () => {
    test.skip(!existsSync(`${folder}/idg.json`), `${folder} is not next to the repository`);
    let page: Page;
    test.beforeEach(async ({ open }) => {
      page = await open({ mounts: MOUNTS, path: 'headless.html' });
      await runScript(page, 'golden');
    });

    test('numpy_random.json: every draw, bit for bit', async () => {
      const cases = readJson<RandomCase[]>(`${folder}/numpy_random.json`);
      for (const golden of cases) {
        const drawn = await page.evaluate((seed) => globalThis.golden.random(seed), golden.seed);
        expect(golden).toMatchObject({ ...drawn });
      }
      console.log(`    ${cases.length} streams of ${folder}: equal`);
    });

    test('idg.json: parameters bit for bit, pixels within a thousandth of a grey level', async () => {
      const { configs, cases, featurewise } = readJson<TransformReferences>(`${folder}/idg.json`);
      const largest = new Largest();
      for (const golden of cases) {
        const config = configs[golden.config] as Record<string, unknown>;
        const { parameters, error, whole } = await page.evaluate(
          (args) => globalThis.golden.transform(...args),
          [address, config, golden] as const,
        );
        expect(parameters, golden.output).toEqual(fromKeras(golden.params));
        const { rescale = 1, samplewise_center: deviations } = config;
        // In grey levels, before rescaling.
        const levels = error / (rescale as number);
        largest.add(golden.config, deviations ? error : levels);
        const limit = deviations ? DEVIATION_TOLERANCE : PIXEL_TOLERANCE;
        expect(deviations ? error : levels, golden.output).toBeLessThanOrEqual(whole ? 0 : limit);
      }
      const fitted = await page.evaluate((args) => globalThis.golden.featurewise(...args), [
        address,
        featurewise,
      ] as const);
      for (const [name, error] of Object.entries(fitted)) {
        largest.add(`featurewise ${name}`, error);
        expect(error, name).toBeLessThanOrEqual(name === 'output' ? DEVIATION_TOLERANCE : PIXEL_TOLERANCE);
      }
      largest.report(`grey levels or deviations of ${cases.length} cases of ${folder}/idg.json`);
    });

    test('flow.json: classes, files, order, labels and pixels', async () => {
      const cases = readJson<FlowCase[]>(`${folder}/flow.json`);
      const largest = new Largest();
      for (const [number, golden] of cases.entries()) {
        const found = await page.evaluate((args) => globalThis.golden.flow(...args), [
          address,
          golden,
          1 + (number % 2),
        ] as const);
        const { class_indices, filenames, classes, n, length, order, options, generator, batches } = golden;
        expect(found).toMatchObject({ classIndices: class_indices, filenames, classes, samples: n, length });
        expect(Object.keys(found.classIndices)).toEqual(Object.keys(class_indices));
        expect(found.order).toEqual(order.slice(0, batches.length));
        expect(found.labels).toEqual(batches.map(({ labels }) => labels?.flat() ?? null));
        const { rescale = 1 } = generator;
        expect(found.errors.length).toBeGreaterThan(0);
        const error = Math.max(...found.errors) / (rescale as number);
        expect(error, `case ${number}`).toBeLessThanOrEqual(PIXEL_TOLERANCE);
        const { interpolation, color_mode, class_mode } = options;
        largest.add(`${number} (${interpolation ?? color_mode ?? class_mode})`, error);
      }
      largest.report(`grey levels of ${cases.length} cases of ${folder}/flow.json`);
    });

    test("jpeg.json: Pillow's integers", async () => {
      const largest = new Largest();
      for (const golden of readJson<JpegCase[]>(`${folder}/jpeg.json`)) {
        for (const interpolation of ['nearest', 'bilinear'] as const) {
          const difference = await page.evaluate((args) => globalThis.golden.jpeg(...args), [
            address,
            golden,
            interpolation,
          ] as const);
          largest.add(interpolation, difference.largest);
          largest.add(`${interpolation} mean`, difference.mean);
          expect(difference, golden.file).toEqual({ largest: 0, mean: 0 });
        }
      }
      largest.report(`grey levels of ${folder}/jpeg.json`);
    });
  });
}
