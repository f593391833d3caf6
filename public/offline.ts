/**
 * Makes the page work offline after the first visit. If the host sets no headers, one reload makes it cross-origin
 * isolated.
 */
import { KEEP } from './offline-files';

const TRIED = 'pupila-isolated';
/** How long to leave the machine to the reader once the first content is ready, in ms. */
const REST_MS = 4000;

/**
 * Registers the service worker.
 *
 * @param atRest Resolves when the first content is ready. Nothing else is fetched before. If the page is not isolated,
 *   the service worker is registered at once, because a reload must come before the reader starts.
 */
export async function serveOffline(atRest: Promise<unknown>): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  let begun = false;
  for (const type of ['pointerdown', 'keydown']) addEventListener(type, () => (begun = true), { once: true });
  const first = !navigator.serviceWorker.controller;
  if (crossOriginIsolated || !first) await atRest;
  await navigator.serviceWorker.register(new URL('sw.js', document.baseURI));
  const { active } = await navigator.serviceWorker.ready;
  // A reader who has already started continues on one thread; the next visit is isolated.
  if (first && !crossOriginIsolated && !begun && !sessionStorage.getItem(TRIED)) {
    sessionStorage.setItem(TRIED, 'true');
    return location.reload();
  }
  await atRest;
  await new Promise((rested) => setTimeout(rested, REST_MS));
  active?.postMessage(KEEP);
}
