/**
 * Where the files that cannot be bundled are: workers, `.wasm`, pictures. They are separate files, so that a strict
 * Content-Security-Policy (no `blob:` scripts, no `eval`) can allow them.
 */
import { PupilaError } from '../core/errors';
import { ASSET_ADVICE, assetProblem } from './asset-problem';

/**
 * The address of each asset as the bundle sees it. Rollup writes the table (see rollup.config.mjs): bundlers only find a
 * file where `new URL('…', import.meta.url)` stands with its name.
 */
declare const __PUPILA_ASSETS__: Record<string, () => URL>;

/** Files that the data worker loads, its own large part among them. It is told their addresses in its own, because bundlers rename files. */
const OF_DATA_WORKER = [
  'workers/data-worker.js',
  'wasm/libjpegturbowasm_decode.wasm',
  'wasm/mozjpeg_dec.wasm',
  'wasm/resample.wasm',
];

let base: string | null = null;

/**
 * Names the folder where the site has a copy of `node_modules/pupila/dist/assets`. Needed with bundlers that do not follow
 * `new URL('…', import.meta.url)`, such as esbuild and Rollup. Call it before anything else of the library.
 *
 * @param url Absolute, or relative to the page.
 * @example
 * setAssetBase('/pupila/');
 */
export function setAssetBase(url: string): void {
  base = new URL(url.endsWith('/') ? url : `${url}/`, document.baseURI).href;
}

/**
 * The address of one asset.
 *
 * @param path Below `dist/assets`, such as `workers/kernel-thread.js`.
 */
export function assetUrl(path: string): string {
  const url = base ? new URL(path, base) : bundledUrl(path);
  if (path === 'workers/data-worker-start.js') {
    const addresses = OF_DATA_WORKER.map((file) => [file, assetUrl(file)]);
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
    // Bundles that are no ES modules have no address.
    throw new PupilaError('fetch-failed', `This bundle does not know where its files are. ${ASSET_ADVICE}.`, {
      cause,
    });
  }
}

/**
 * Fetches an asset.
 *
 * @param path Below `dist/assets`.
 * @throws {PupilaError} 'fetch-failed' when it is not there, saying what to do.
 */
export async function fetchAsset(path: string): Promise<Response> {
  const url = assetUrl(path);
  const response = await fetch(url).catch(() => null);
  const problem = assetProblem(url, response);
  if (problem) throw new PupilaError('fetch-failed', `${problem}.`);
  return response as Response;
}
