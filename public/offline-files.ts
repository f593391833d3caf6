/** The messages between the page and its service worker. */

/** `offline.json`, written by the build: the addresses of its files. */
export interface OfflineFiles {
  /** Changes with every build in which a file changed. */
  build: string;
  /** Files to cache for offline use, whether they were requested or not. */
  kept: readonly string[];
}

/** Asks the service worker to cache the files for offline use. */
export const KEEP = 'pupila-keep';
