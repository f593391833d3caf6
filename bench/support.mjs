/** What the benchmarks share: a bundled page in a real browser, tables, and the machine by its name. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** For esbuild: the built library's assets lie beside the bundle; Rollup writes the table for the library itself. */
const ASSETS = {
  define: { __PUPILA_ASSETS__: 'pupilaAssets', __PUPILA_VERSION__: '"bench"' },
  banner: {
    js: 'const pupilaAssets = new Proxy({}, { get: (_, path) => () => new URL(`./assets/${path}`, import.meta.url) });',
  },
};

/** Bundles files `bench/<name>/<file>.ts` into a folder of scripts with a page for each. */
export async function bundlePages(name, files) {
  const outdir = join(ROOT, 'build/bench', name);
  await build({
    entryPoints: files.map((file) => join(ROOT, 'bench', name, `${file}.ts`)),
    outdir,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    minify: true,
    logLevel: 'error',
    // Asked for in branches that a browser never takes.
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
 * Opens a page of a folder in a browser of its own, cross-origin isolated, with the built library's assets, and waits
 * for its `globalThis.bench`.
 *
 * @param relaxedSimd false: `WebAssembly.validate` refuses relaxed SIMD, and the library takes its other kernels.
 * @param cores What `navigator.hardwareConcurrency` says.
 * @param gpu As `launchBrowser` has it.
 * @param mounts Files that the page may read, by address.
 */
export async function openPage(folder, file, { relaxedSimd = true, cores, mounts = {}, gpu = 'none' } = {}) {
  const { launchBrowser, startServer } = await import('../dist/headless.js');
  const server = await startServer({ root: join(ROOT, 'dist'), page: folder, mounts });
  const browser = await launchBrowser({ gpu });
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

/** Runs in the page, before its scripts. */
function prepare({ relaxedSimd, cores }) {
  if (cores) Object.defineProperty(globalThis.navigator, 'hardwareConcurrency', { value: cores });
  const validate = WebAssembly.validate.bind(WebAssembly);
  const RELAXED = [253, 133, 2];
  const has = (bytes) => bytes.some((_, i) => RELAXED.every((byte, k) => bytes[i + k] === byte));
  if (!relaxedSimd) WebAssembly.validate = (bytes) => !has([...bytes]) && validate(bytes);
}

/** The machine, without its host's name. */
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

/** Prints rows of equal members as an aligned table; numbers with three digits that count. */
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
