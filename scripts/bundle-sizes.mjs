/** How large the built scripts are, and how large they may be. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const DIST = fileURLToPath(new URL('../dist/', import.meta.url));

/**
 * What each entry may take, with all that it imports at once: bytes, and bytes after gzip. About a twentieth above what
 * they were. A limit is changed together with what makes it necessary, and CHANGELOG.md says why.
 *
 * @type {Record<string, [number, number]>}
 */
export const LIMITS = {
  'browser/page': [32_600, 13_300],
  'browser/chunk-pupila-convolution-lab': [84_000, 34_500],
  'browser/chunk-picture': [32_800, 13_600],
  'browser/chunk-operations': [442_000, 127_500],
  'browser/element': [129_000, 48_800],
  'browser/lesson': [128_900, 52_400],
  'browser/pupila': [960_000, 287_400],
  'assets/workers/data-worker': [323_000, 110_500],
  'browser/kernels': [200_000, 62_000],
  'assets/workers/kernel-thread': [9_700, 4_100],
};

/** Entries and their sizes beside their limits. */
export function bundleSizes() {
  return Object.entries(LIMITS).map(([entry, [limit, gzipLimit]]) => {
    const files = withImports(find(entry)).map((file) => readFileSync(file));
    const gzipped = files.map((file) => gzipSync(file, { level: 9 }));
    return { entry, bytes: total(files), gzip: total(gzipped), limit, gzipLimit };
  });
}

const total = (files) => files.reduce((sum, { length }) => sum + length, 0);

/** The file of an entry such as `browser/page` or `browser/chunk-picture`. */
function find(entry) {
  const [folder, name] = [join(DIST, entry, '..'), entry.split('/').pop()];
  const files = readdirSync(folder).filter((file) => new RegExp(`^${name}(-[\\w-]{8})?\\.js$`).test(file));
  if (files.length !== 1)
    throw new Error(`An entry is one file of dist/. Received: entry=${entry}, files=${files}`);
  return join(folder, files[0]);
}

/** A script and what it imports before it runs. */
function withImports(file, known = new Set()) {
  known.add(file);
  for (const [, path] of readFileSync(file, 'utf8').matchAll(/(?:from|import)"(\.\/[^"]+\.js)"/g)) {
    const imported = join(file, '..', path);
    if (!known.has(imported)) withImports(imported, known);
  }
  return [...known];
}
