/** Where the files are that this worker loads, by path below `dist/assets`: the page tells it in the worker's address. */
const addresses = JSON.parse(decodeURIComponent(location.hash.slice(1))) as Record<string, string>;

/** The address of a file that `assetUrl` names for this worker. */
export function addressOf(path: string): string {
  return String(addresses[path]);
}
