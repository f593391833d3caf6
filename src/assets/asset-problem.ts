/** Error messages for assets that cannot be used, on the page and in workers. */

import { type Message, message } from '../core/message';

export const ASSET_ADVICE = message`Copy \`dist/assets\` of the package to the site, and pass the address of that folder to \`setAssetBase\`.`;

/** Returns what is wrong with the response to an asset request, with advice, or null if it is the asset. */
export function assetProblem(url: string, response: Response | null): Message | null {
  if (!response) {
    return message`${url} cannot be loaded: the server does not respond, it does not allow this page to read the file (CORS), or the page’s Content-Security-Policy blocks it.`;
  }
  if (!response.ok) return message`${url} was not found (status ${response.status}). ${ASSET_ADVICE}`;
  const type = response.headers.get('content-type') ?? '';
  if (type.includes('html'))
    return message`${url} was not found (the server answered with a page). ${ASSET_ADVICE}`;
  return null;
}
