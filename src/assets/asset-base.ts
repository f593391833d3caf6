/** The folder that `setAssetBase` names. Apart from the table of assets, so that the elements load without it. */
import { invalidArgument } from '../core/errors';
import { message } from '../core/message';

let base: string | null = null;

/**
 * Sets the folder where the site has a copy of `node_modules/pupila/dist/assets`. Required with bundlers that do not
 * support `new URL('…', import.meta.url)`, such as esbuild and Rollup. Call it before any other function of the
 * library.
 *
 * @param url Absolute, or relative to the page. A slash at the end may be omitted.
 * @throws {PupilaError} 'invalid-argument' if it is empty or no address.
 * @example
 * setAssetBase('/pupila/');
 */
export function setAssetBase(url: string): void {
  if (typeof url !== 'string' || url === '' || !URL.canParse(url, document.baseURI))
    throw invalidArgument(message`\`url\` must be the address of a folder, such as '/pupila/'.`, { url });
  const folder = new URL(url, document.baseURI);
  if (!folder.pathname.endsWith('/')) folder.pathname += '/';
  base = folder.href;
}

/** Returns the address that `setAssetBase` has set, or null. */
export function assetBase(): string | null {
  return base;
}
