/**
 * A small app that uses the packed package, bundled and minified by common bundlers in their usual configuration,
 * trains.
 */
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import commonjs from '@rollup/plugin-commonjs';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import * as esbuild from 'esbuild';
import { type Browser, type Page, expect, test } from 'playwright/test';
import { rollup } from 'rollup';
import esbuildPlugin from 'rollup-plugin-esbuild';
import type { FitResult } from '../src/training/fit';
import { ISOLATED, makeProject, startHost } from './packed';
import { launchBrowser, smallPictures, zipOf } from './support';

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>App</title>
    <link rel="icon" href="data:," />
    <script type="module" src="./main.js"></script>
  </head>
</html>
`;

/** Trains on a data set next to the page, with the number of threads given in the URL. */
const MAIN = `
import { TrainingSession, setAssetBase } from 'pupila';

const query = new URLSearchParams(location.search);
const assets = query.get('assets');
if (assets) setAssetBase(assets);
const session = new TrainingSession({
  data: { kind: 'url', url: 'pets.zip' },
  options: { epochs: 1, seed: 0, targetSize: [32, 32], batchSize: 8, backend: 'wasm', threads: Number(query.get('threads')) },
});
session.events.on('backend', (backend) => { globalThis.backend = backend; });
globalThis.trained = session.train().then(
  ({ history }) => ({ history }),
  (error) => ({ message: error.message }),
);
`;

/** What the app exposes on the page. */
interface App {
  trained: Promise<Partial<FitResult> & { message?: string }>;
  backend?: { threads: number; reason: string };
}

interface Bundled {
  /** The folder to serve. */
  folder: string;
  /** Argument for `setAssetBase`; empty if the bundler finds Pupila's files by itself. */
  assets: string;
}

/** For bundlers that do not follow `new URL('…', import.meta.url)`, as described in README.md. */
function withCopiedAssets(project: string, folder: string): Bundled {
  writeFileSync(join(folder, 'index.html'), PAGE);
  cpSync(join(project, 'node_modules/pupila/dist/assets'), join(folder, 'pupila'), { recursive: true });
  return { folder, assets: '/pupila/' };
}

/** Bundlers that take minutes, or resemble another one: only in the project `long`. */
const SLOW = ['webpack 5', 'Rollup'];

const bundlers: Record<string, (project: string) => Promise<Bundled>> = {
  async 'Vite 8'(project) {
    const { build } = await import('vite');
    await build({ root: project, base: './', logLevel: 'error' });
    return { folder: join(project, 'dist'), assets: '' };
  },

  async 'webpack 5'(project) {
    const { default: webpack } = await import('webpack');
    const folder = join(project, 'dist');
    await new Promise<void>((done, fail) =>
      webpack(
        {
          context: project,
          mode: 'production',
          entry: './main.js',
          output: { path: folder, filename: 'main.js' },
        },
        (error, stats) => {
          if (error) fail(error);
          else if (stats?.hasErrors()) fail(new Error(stats.toString({ all: false, errors: true })));
          else done();
        },
      ),
    );
    writeFileSync(join(folder, 'index.html'), PAGE);
    return { folder, assets: '' };
  },

  async Rollup(project) {
    const folder = join(project, 'dist');
    const bundle = await rollup({
      input: join(project, 'main.js'),
      plugins: [
        nodeResolve({ browser: true }),
        commonjs(),
        esbuildPlugin({ minify: true, include: /\.js$/, exclude: [] }),
      ],
      onwarn: () => undefined,
    });
    await bundle.write({ dir: folder, format: 'es' });
    return withCopiedAssets(project, folder);
  },

  async esbuild(project) {
    const folder = join(project, 'dist');
    mkdirSync(folder);
    await esbuild.build({
      entryPoints: [join(project, 'main.js')],
      bundle: true,
      format: 'esm',
      minify: true,
      splitting: true,
      outdir: folder,
      logLevel: 'error',
    });
    return withCopiedAssets(project, folder);
  },
};

/** Returns the results of training in the app. */
async function train(page: Page, address: string): Promise<{ losses: number[]; backend: App['backend'] }> {
  await page.goto(address);
  await page.waitForFunction(() => 'trained' in globalThis);
  const { message, history, backend } = await page.evaluate(async () => {
    const app = globalThis as unknown as App;
    const late = new Promise<{ message: string }>((resolve) =>
      setTimeout(() => resolve({ message: 'nothing after 40 s' }), 40_000),
    );
    return { history: undefined, ...(await Promise.race([app.trained, late])), backend: app.backend };
  });
  expect(message).toBeUndefined();
  return { losses: history?.['loss'] ?? [], backend };
}

test('an app bundles only what it uses: random numbers without tfjs, elements with their definitions', async () => {
  const project = await makeProject('parts', {
    'random.js': "import { RandomState } from 'pupila'; console.log(new RandomState(0).random());",
    'element.js': "import 'pupila/element';",
    'lesson.js': "import 'pupila/lesson';",
  });
  const bundle = async (name: string, external: string[]): Promise<string> => {
    const { outputFiles } = await esbuild.build({
      entryPoints: [join(project, name)],
      bundle: true,
      format: 'esm',
      minify: true,
      write: false,
      logLevel: 'error',
      external,
    });
    return outputFiles[0]?.text ?? '';
  };
  expect((await bundle('random.js', [])).length).toBeLessThan(5_000);
  const large = ['@tensorflow/*', 'h5wasm', 'lit', 'comlink'];
  expect(await bundle('element.js', large)).toContain('"pupila-trainer"');
  expect(await bundle('lesson.js', large)).toContain('"pupila-network-lab"');
});

let browser: Browser;
test.beforeAll(async () => {
  browser = await launchBrowser({ gpu: 'none' });
});
test.afterAll(() => browser.close());

for (const [name, bundle] of Object.entries(bundlers)) {
  test(`an app bundled by ${name} trains: isolated on two threads and on one, and not isolated`, async ({}, info) => {
    test.skip(SLOW.includes(name) && info.project.name !== 'long', 'slow: npm run test:long');
    const project = await makeProject(name.replace(' ', '-'), { 'index.html': PAGE, 'main.js': MAIN });
    const { folder, assets } = await bundle(project);
    writeFileSync(join(folder, 'pets.zip'), await zipOf(await smallPictures()));
    const runs: number[][] = [];
    for (const [headers, threads] of [
      [ISOLATED, 2],
      [ISOLATED, 1],
      [{}, 1],
    ] as const) {
      const host = await startHost(folder, headers);
      const page = await browser.newPage();
      const failures: string[] = [];
      page.on('pageerror', (error) => failures.push(error.message));
      try {
        const { losses, backend } = await train(page, `${host.url}?threads=${threads}&assets=${assets}`);
        expect(await page.evaluate(() => crossOriginIsolated)).toBe(headers === ISOLATED);
        const cores = await page.evaluate(() => navigator.hardwareConcurrency);
        expect(backend?.threads, backend?.reason).toBe(headers === ISOLATED ? cores : 1);
        runs.push(losses);
      } finally {
        expect(failures).toEqual([]);
        await page.close();
        host.close();
      }
    }
    expect(runs[0]?.[0]).toBeGreaterThan(0);
    expect(runs[1]).toEqual(runs[0]);
    expect(runs[2]).toEqual(runs[0]);
  });
}

for (const single of [false, true]) {
  test(`an app without Pupila's files reports how to fix it, on a host that answers with ${single ? 'a page' : '404'}`, async () => {
    const project = await makeProject(`missing-${single}`, { 'index.html': PAGE, 'main.js': MAIN });
    const { folder } = await (bundlers['esbuild'] as (typeof bundlers)[string])(project);
    writeFileSync(join(folder, 'pets.zip'), await zipOf(await smallPictures()));
    const host = await startHost(folder, ISOLATED, { single });
    const page = await browser.newPage();
    try {
      await page.goto(`${host.url}?threads=2`);
      await page.waitForFunction(() => 'trained' in globalThis);
      const { message } = await page.evaluate(() => (globalThis as unknown as App).trained);
      expect(message).toMatch(/was not found .*Copy `dist\/assets` of the package .*`setAssetBase`/);
    } finally {
      await page.close();
      host.close();
    }
  });
}
