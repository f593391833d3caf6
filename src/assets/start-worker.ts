/** Starts workers, also from another origin, and says why when a file does not load. tfjs's threads use `workerAddress` only. */
import { assetProblem } from './asset-problem';

/** Milliseconds to wait for a file's headers when its worker did not start. */
const PATIENCE_MS = 5_000;

/** Addresses that the page's own origin gives to workers of another origin, by type and address. */
const importers = new Map<string, string>();

/**
 * Starts a module worker. When its file does not load, the worker's `error` event has a message that says why.
 *
 * @param url Absolute, or relative to the page. On another origin, the server must allow the page to read it (CORS).
 * @example
 * const worker = startWorker(assetUrl('workers/kernel-thread.js'));
 */
export function startWorker(url: string, options: { name?: string } = {}): Worker {
  const worker = new Worker(workerAddress(url, 'module'), { ...options, type: 'module' });
  worker.addEventListener('error', (event) => {
    // An error of the script itself has a message.
    if ('message' in event && event.message) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    void whyNotLoaded(url).then((message) => worker.dispatchEvent(new ErrorEvent('error', { message })));
  });
  return worker;
}

/**
 * The address to start a worker with. Browsers only start workers of the page's own origin: a file of another origin is
 * imported by a script of one line, made here.
 */
export function workerAddress(url: string, type: WorkerType): string {
  if (isSameOrigin(url)) return url;
  const key = `${type} ${url}`;
  const made = importers.get(key);
  if (made) return made;
  const [file, fragment = ''] = url.split('#');
  const code =
    type === 'module' ? `import ${JSON.stringify(file)};` : `importScripts(${JSON.stringify(file)});`;
  const blob = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
  const address = fragment ? `${blob}#${fragment}` : blob;
  importers.set(key, address);
  return address;
}

/** Why a worker's file did not load, for the reader. */
export async function whyNotLoaded(url: string): Promise<string> {
  const found = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) }).catch(() => null);
  const problem = assetProblem(url, found);
  if (problem || !found) return String(problem);
  if (!isSameOrigin(url)) {
    return `${url} did not start. To start workers from another origin, the page's Content-Security-Policy must allow blob: in worker-src, and blob: and ${new URL(url).origin} in script-src`;
  }
  if (globalThis.crossOriginIsolated && !found.headers.has('cross-origin-embedder-policy')) {
    return `${url} did not start. On a cross-origin isolated page, the server must send Cross-Origin-Embedder-Policy with workers too`;
  }
  return `${url} did not start: the page's Content-Security-Policy must allow it in worker-src`;
}

function isSameOrigin(url: string): boolean {
  return !URL.canParse(url) || new URL(url).origin === self.origin;
}
