/** Offline after the first visit; where the host sets no headers, one reload makes the page cross-origin isolated. */
import { KEEP } from './offline-files';

const TRIED = 'pupila-isolated';
/** Milliseconds that the reader has the machine to himself, once the page has what it shows first. */
const REST_MS = 4000;

/**
 * Starts the service worker.
 *
 * @param atRest Resolves when the page has what it shows first: until then nothing else is fetched, but where the page
 *   is not isolated, the service worker is wanted before the reader begins.
 */
export async function serveOffline(atRest: Promise<unknown>): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  let begun = false;
  for (const type of ['pointerdown', 'keydown']) addEventListener(type, () => (begun = true), { once: true });
  const first = !navigator.serviceWorker.controller;
  if (crossOriginIsolated || !first) await atRest;
  await navigator.serviceWorker.register(new URL('sw.js', document.baseURI));
  const { active } = await navigator.serviceWorker.ready;
  // A reader who has begun goes on, on one thread; the next visit is isolated.
  if (first && !crossOriginIsolated && !begun && !sessionStorage.getItem(TRIED)) {
    sessionStorage.setItem(TRIED, 'true');
    return location.reload();
  }
  await atRest;
  await new Promise((rested) => setTimeout(rested, REST_MS));
  active?.postMessage(KEEP);
}
