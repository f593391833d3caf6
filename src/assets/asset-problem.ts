/** Error messages for assets that cannot be used, on the page and in workers. */

export const ASSET_ADVICE =
  'Copy `dist/assets` of the package to the site and name that folder with `setAssetBase`';

/** Returns what is wrong with the response to an asset request, with advice, or null if it is the asset. */
export function assetProblem(url: string, response: Response | null): string | null {
  if (!response) {
    return `${url} cannot be fetched: the server is away, does not allow this page to read it (CORS), or the page's Content-Security-Policy forbids it`;
  }
  if (!response.ok) return `${url} is not there (status ${response.status}). ${ASSET_ADVICE}`;
  const type = response.headers.get('content-type') ?? '';
  if (type.includes('html')) return `${url} is not there (the server answered with a page). ${ASSET_ADVICE}`;
  return null;
}
