/**
 * The page's service worker: the lesson works offline after the first visit, and a static host that sets no headers
 * still gets a cross-origin isolated page. The network goes first, so that a new build is seen at once. It is there at
 * once; what is wanted offline is fetched when the page, at rest, asks for it.
 */
import { type OfflineFiles, KEEP } from './offline-files';

const worker = globalThis as unknown as ServiceWorkerGlobalScope;

const CACHE = 'pupila';
const LIST = 'offline.json';
/** Between two files, for the labs that the reader works with meanwhile. */
const PAUSE_MS = 100;
const ISOLATION = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

worker.addEventListener('install', (event) => event.waitUntil(worker.skipWaiting()));
worker.addEventListener('activate', (event) => event.waitUntil(worker.clients.claim()));
worker.addEventListener('message', (event) => {
  if (event.data === KEEP) event.waitUntil(keep());
});
worker.addEventListener('fetch', (event) => {
  const { method, url } = event.request;
  if (method === 'GET' && new URL(url).origin === worker.location.origin)
    event.respondWith(answer(event.request));
});

/**
 * Fetches what the build lists, one file at a time, for a reader who comes back without a network; what an earlier build
 * left goes. The list is kept last: where it is, everything is.
 */
async function keep(): Promise<void> {
  const list = await fetch(LIST);
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
    const kept = await cache.match(request, { ignoreSearch: request.mode === 'navigate' });
    if (!kept) throw error;
    return isolated(kept);
  }
}

function isolated(response: Response): Response {
  if (response.status === 0 || response.redirected) return response;
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(ISOLATION)) headers.set(name, value);
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}
