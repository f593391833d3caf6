/** Measures the built scripts against their size limits. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const DIST = fileURLToPath(new URL('../dist/', import.meta.url));

/**
 * Maximum size of each entry with its static imports: bytes, and bytes after gzip. About 5% above the size when they
 * were set. Change a limit together with the code that needs it, and give the reason in CHANGELOG.md.
 *
 * @type {Record<string, [number, number]>}
 */
export const LIMITS = {
  'browser/page': [35_500, 14_400],
  'browser/chunk-pupila-convolution-lab': [84_500, 34_000],
  'browser/chunk-picture': [30_500, 13_200],
  'browser/chunk-operations': [442_000, 127_500],
  'browser/element': [165_500, 61_000],
  'browser/lesson': [161_500, 65_000],
  'browser/pupila': [1_125_000, 350_000],
  'assets/workers/data-worker': [323_000, 111_000],
  'browser/kernels': [200_000, 62_000],
  'assets/workers/kernel-thread': [25_200, 8_850],
};

/** Returns all entries with their sizes and limits. */
export function bundleSizes() {
  return Object.entries(LIMITS).map(([entry, [limit, gzipLimit]]) => {
    const files = withImports(find(entry)).map((file) => readFileSync(file));
    const gzipped = files.map((file) => gzipSync(file, { level: 9 }));
    return { entry, bytes: total(files), gzip: total(gzipped), limit, gzipLimit };
  });
}

const total = (files) => files.reduce((sum, { length }) => sum + length, 0);

/** Returns the file of an entry such as `browser/page` or `browser/chunk-picture`. */
function find(entry) {
  const [folder, name] = [join(DIST, entry, '..'), entry.split('/').pop()];
  const files = readdirSync(folder).filter((file) => new RegExp(`^${name}(-[\\w-]{8})?\\.js$`).test(file));
  if (files.length !== 1)
    throw new Error(`An entry is one file of dist/. Received: entry=${entry}, files=${files}`);
  return join(folder, files[0]);
}

/** Returns a script with its static imports. */
function withImports(file, known = new Set()) {
  known.add(file);
  for (const [, path] of readFileSync(file, 'utf8').matchAll(/(?:from|import)"(\.\/[^"]+\.js)"/g)) {
    const imported = join(file, '..', path);
    if (!known.has(imported)) withImports(imported, known);
  }
  return [...known];
}
