/**
 * Addresses of the files that this worker loads, keyed by path below `dist/assets`. The page passes them in the
 * hash of the worker's URL.
 */
const addresses = JSON.parse(decodeURIComponent(location.hash.slice(1))) as Record<string, string>;

/** Returns the address of an asset of this worker. */
export function addressOf(path: string): string {
  return String(addresses[path]);
}
