/** Shared by the benchmarks: bundled pages in a real browser, tables, and the machine's description. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * esbuild options: the built library's assets are next to the bundle. Rollup generates this table for the library
 * itself.
 */
const ASSETS = {
  define: { __PUPILA_ASSETS__: 'pupilaAssets', __PUPILA_VERSION__: '"bench"' },
  banner: {
    js: 'const pupilaAssets = new Proxy({}, { get: (_, path) => () => new URL(`./assets/${path}`, import.meta.url) });',
  },
};

/** Bundles `bench/<name>/<file>.ts` into a folder, with an HTML page for each file, and the worker of `Peak`. */
export async function bundlePages(name, files) {
  const outdir = join(ROOT, 'build/bench', name);
  await build({
    entryPoints: Object.fromEntries([
      ...files.map((file) => [file, join(ROOT, 'bench', name, `${file}.ts`)]),
      ['peak-worker', join(ROOT, 'bench/support/peak-worker.ts')],
    ]),
    outdir,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    minify: true,
    logLevel: 'error',
    // Required only in branches that browsers never take.
    external: ['fs', 'path'],
    ...ASSETS,
  });
  for (const file of files) {
    const script = `<script type="module" src="${file}.js"></script>`;
    writeFileSync(join(outdir, `${file}.html`), `<!doctype html><meta charset="utf-8">${script}\n`);
  }
  return outdir;
}

/**
 * Opens a page of a folder in a new cross-origin isolated browser with the built library's assets, and waits for its
 * `globalThis.bench`.
 *
 * @param relaxedSimd false makes `WebAssembly.validate` reject relaxed SIMD, so that the library uses its other kernels.
 * @param revectorize See `launchBrowser`.
 * @param cores Overrides `navigator.hardwareConcurrency`.
 * @param gpu See `launchBrowser`.
 * @param mounts Files that the page may fetch, by address.
 */
export async function openPage(
  folder,
  file,
  { relaxedSimd = true, revectorize = false, cores, mounts = {}, gpu = 'none' } = {},
) {
  const { launchBrowser, startServer } = await import('../dist/headless.js');
  const server = await startServer({ root: join(ROOT, 'dist'), page: folder, mounts });
  const browser = await launchBrowser({ gpu, revectorize });
  const page = await browser.newPage();
  page.on('pageerror', (error) => console.error(error));
  await page.addInitScript(prepare, { relaxedSimd, cores });
  await page.goto(`${server.url}/${file}.html`);
  await page.waitForFunction(() => 'bench' in globalThis);
  return {
    version: browser.version(),
    /** Calls a function of `globalThis.bench`. */
    call: (name, ...args) => page.evaluate(([name, args]) => globalThis.bench[name](...args), [name, args]),
    close: async () => {
      await browser.close();
      await server.close();
    },
  };
}

/** Runs in the page before its scripts. */
function prepare({ relaxedSimd, cores }) {
  if (cores) Object.defineProperty(globalThis.navigator, 'hardwareConcurrency', { value: cores });
  const validate = WebAssembly.validate.bind(WebAssembly);
  const RELAXED = [253, 133, 2];
  const has = (bytes) => bytes.some((_, i) => RELAXED.every((byte, k) => bytes[i + k] === byte));
  if (!relaxedSimd) WebAssembly.validate = (bytes) => !has([...bytes]) && validate(bytes);
}

/** Describes the machine, without its host name. */
export function machine(browserVersion) {
  const [{ model }] = cpus();
  return {
    cpu: model.trim(),
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    browser: `Chromium ${browserVersion}`,
    node: process.version,
  };
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Prints rows with equal keys as an aligned table. Numbers have three significant digits. */
export function printTable(rows) {
  const columns = Object.keys(rows[0]);
  const text = (value) => {
    if (typeof value !== 'number') return value ?? '–';
    return Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
  };
  const cells = [columns, ...rows.map((row) => columns.map((column) => String(text(row[column]))))];
  const widths = columns.map((_, i) => Math.max(...cells.map((row) => row[i].length)));
  for (const row of cells) {
    console.log(
      row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  '),
    );
  }
}

/** Writes `bench/results/<file>`. */
export function saveText(file, text) {
  const path = resolve(ROOT, 'bench/results', file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  console.log(`→ bench/results/${file}`);
}

/** Writes `bench/results/<name>.json`. */
export function saveResult(name, result) {
  saveText(`${name}.json`, `${JSON.stringify(result, null, 2)}\n`);
}
