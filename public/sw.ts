/**
 * The page's service worker. The lesson works offline after the first visit, and a static host that sets no headers
 * still serves a cross-origin isolated page. Network first, so that a new build shows immediately. Installs at once;
 * files for offline use are fetched only when the page is idle and asks for it.
 */
import { type OfflineFiles, KEEP } from './offline-files';

const worker = globalThis as unknown as ServiceWorkerGlobalScope;

const CACHE = 'pupila';
const LIST = 'offline.json';
/** Pause between two files in ms, to leave the network to the labs in use. */
const PAUSE_MS = 100;
const ISOLATION = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

worker.addEventListener('install', (event) => event.waitUntil(worker.skipWaiting()));
// Activation does not wait for the claim: it claims the page's workers too, and Firefox waits for an answer from threads
// that sleep in `Atomics.wait`. Until activation ends, none of the page's requests is answered.
worker.addEventListener('activate', () => void worker.clients.claim());
worker.addEventListener('message', (event) => {
  if (event.data === KEEP) event.waitUntil(cacheFiles());
});
worker.addEventListener('fetch', (event) => {
  const { method, url } = event.request;
  if (method === 'GET' && new URL(url).origin === worker.location.origin)
    event.respondWith(answer(event.request));
});

/**
 * Caches every file in the build's list, one at a time, for offline visits, and deletes what an earlier build left. The
 * list is stored last: if it is in the cache, everything is.
 */
async function cacheFiles(): Promise<void> {
  const list = await fetch(LIST);
  if (!list.ok) return;
  const text = await list.clone().text();
  const cache = await caches.open(CACHE);
  if ((await (await cache.match(LIST))?.text()) === text) return;
  const { kept } = JSON.parse(text) as OfflineFiles;
  for (const file of kept) {
    const response = await fetch(file, { priority: 'low' });
    if (!response.ok) return;
    await cache.put(file, response);
    await new Promise((rested) => setTimeout(rested, PAUSE_MS));
  }
  const known = new Set(kept.map((file) => new URL(file, worker.location.href).pathname));
  for (const { url } of await cache.keys()) if (!known.has(new URL(url).pathname)) await cache.delete(url);
  await cache.put(LIST, list);
}

async function answer(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  try {
    const response = await fetch(request);
    if (response.ok && !request.headers.has('range')) void cache.put(request, response.clone());
    return isolated(response);
  } catch (error) {
    const cached = await cache.match(request, { ignoreSearch: request.mode === 'navigate' });
    if (!cached) throw error;
    return isolated(cached);
  }
}

function isolated(response: Response): Response {
  if (response.status === 0 || response.redirected) return response;
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(ISOLATION)) headers.set(name, value);
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}
