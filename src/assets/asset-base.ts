/** The folder that `setAssetBase` names. Apart from the table of assets, so that the elements load without it. */

let base: string | null = null;

/**
 * Sets the folder where the site has a copy of `node_modules/pupila/dist/assets`. Required with bundlers that do not
 * support `new URL('…', import.meta.url)`, such as esbuild and Rollup. Call it before any other function of the
 * library.
 *
 * @param url Absolute, or relative to the page.
 * @example
 * setAssetBase('/pupila/');
 */
export function setAssetBase(url: string): void {
  base = new URL(url.endsWith('/') ? url : `${url}/`, document.baseURI).href;
}

/** Returns the address that `setAssetBase` has set, or null. */
export function assetBase(): string | null {
  return base;
}
