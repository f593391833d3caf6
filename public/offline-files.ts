/** What the page and its service worker tell each other. */

/** `offline.json`, written by the build: addresses of its files. */
export interface OfflineFiles {
  /** What changes with every build that changes a file. */
  build: string;
  /** Wanted without a network, whether they were used or not. */
  kept: readonly string[];
}

/** Asks the service worker to fetch what is wanted offline. */
export const KEEP = 'pupila-keep';
