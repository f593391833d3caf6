/**
 * The page's service worker: the lesson works offline after the first visit, and a static host that sets no headers
 * still gets a cross-origin isolated page. The network goes first, so that a new build is seen at once.
 */
const worker = globalThis as unknown as ServiceWorkerGlobalScope;

const CACHE = 'pupila';
const ISOLATION = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

worker.addEventListener('install', (event) => event.waitUntil(store().then(() => worker.skipWaiting())));
worker.addEventListener('activate', (event) => event.waitUntil(worker.clients.claim()));
worker.addEventListener('fetch', (event) => {
  const { method, url } = event.request;
  if (method === 'GET' && new URL(url).origin === worker.location.origin)
    event.respondWith(answer(event.request));
});

/** Everything that the build lists, for a reader who comes back without a network. */
async function store(): Promise<void> {
  const files = (await (await fetch('offline.json')).json()) as string[];
  await (await caches.open(CACHE)).addAll(files);
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
