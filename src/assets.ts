/**
 * Where the files that cannot be bundled lie: workers and `.wasm`. They are separate files, so that a strict
 * Content-Security-Policy (no `blob:` scripts, no `eval`) can allow them.
 */

/** Set by Rollup: the assets' folder, seen from the bundle. */
declare const __PUPILA_ASSETS__: string;

let base: string | null = null;

/**
 * Names the folder that holds Pupila's `workers/` and `wasm/`, for pages whose bundler moves the library away from
 * them. Call it before anything else of the library.
 *
 * @param url Absolute, or relative to the page.
 * @example
 * setAssetBase('/vendor/pupila/assets/');
 */
export function setAssetBase(url: string): void {
  base = new URL(url.endsWith('/') ? url : `${url}/`, document.baseURI).href;
}

/** The address of one asset, such as `workers/data-worker.js`. */
export function assetUrl(path: string): string {
  return new URL(path, base ?? new URL(__PUPILA_ASSETS__, import.meta.url)).href;
}
