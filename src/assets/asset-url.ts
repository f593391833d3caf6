/**
 * Locates files that are not bundled: workers, `.wasm`, pictures. They are separate files so that a strict
 * Content-Security-Policy (no `blob:` scripts, no `eval`) can allow them.
 */
import { PupilaError } from '../core/errors';
import { assetBase } from './asset-base';
import { message } from '../core/message';
import { ASSET_ADVICE, assetProblem } from './asset-problem';

/**
 * The address of each asset relative to the bundle. rollup.config.mjs generates the table: bundlers only find a file in
 * a literal `new URL('…', import.meta.url)`.
 */
declare const __PUPILA_ASSETS__: Record<string, () => URL>;

/**
 * Files that the data worker loads, including the main part of its own code. Their addresses are passed in the worker's
 * URL, because bundlers rename files.
 */
const DATA_WORKER_FILES = [
  'workers/data-worker.js',
  'wasm/libjpegturbowasm_decode.wasm',
  'wasm/mozjpeg_dec.wasm',
  'wasm/resample.wasm',
];

/**
 * Returns the address of an asset.
 *
 * @param path Relative to `dist/assets`, such as `workers/kernel-thread.js`.
 */
export function assetUrl(path: string): string {
  const base = assetBase();
  const url = base ? new URL(path, base) : bundledUrl(path);
  if (path === 'workers/data-worker-start.js') {
    const addresses = DATA_WORKER_FILES.map((file) => [file, assetUrl(file)]);
    url.hash = encodeURIComponent(JSON.stringify(Object.fromEntries(addresses)));
  }
  return url.href;
}

function bundledUrl(path: string): URL {
  const url = __PUPILA_ASSETS__[path];
  if (!url) throw new PupilaError('internal', `internal: the package has no asset ${path}`);
  try {
    return url();
  } catch (cause) {
    // `import.meta.url` only exists in ES modules.
    throw new PupilaError(
      'fetch-failed',
      message`This bundle does not know where its files are. ${ASSET_ADVICE}`,
      {
        cause,
      },
    );
  }
}

/**
 * Fetches an asset.
 *
 * @param path Relative to `dist/assets`.
 * @throws {PupilaError} 'fetch-failed' if it is missing, with advice.
 */
export async function fetchAsset(path: string): Promise<Response> {
  const url = assetUrl(path);
  const response = await fetch(url).catch(() => null);
  const problem = assetProblem(url, response);
  if (problem) throw new PupilaError('fetch-failed', problem);
  return response as Response;
}
