/**
 * Starts workers, also from another origin, and explains why one did not load. tfjs's threads only use `workerAddress`.
 */
import { type Message, message } from '../core/message';
import { assetProblem } from './asset-problem';

/** Milliseconds to wait for the headers of a worker file that did not start. */
const DIAGNOSIS_TIMEOUT_MS = 5_000;

/** Blob addresses for workers of another origin, by type and address. */
const blobAddresses = new Map<string, string>();

/**
 * Starts a module worker. If its file does not load, the message of the worker's `error` event explains why.
 *
 * @param url Absolute, or relative to the page. On another origin, the server must allow the page to read it (CORS).
 * @example
 * const worker = startWorker(assetUrl('workers/kernel-thread.js'));
 */
export function startWorker(url: string, options: { name?: string } = {}): Worker {
  const worker = new Worker(workerAddress(url, 'module'), { ...options, type: 'module' });
  worker.addEventListener('error', (event) => {
    // Errors thrown by the script have a message; load errors do not.
    if ('message' in event && event.message) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    void whyNotLoaded(url).then((why) =>
      worker.dispatchEvent(new ErrorEvent('error', { message: why.text, error: why })),
    );
  });
  return worker;
}

/**
 * Returns the address to start a worker with. Browsers only start workers of the page's own origin, so for a file of
 * another origin it creates a one-line blob script that imports the file.
 */
export function workerAddress(url: string, type: WorkerType): string {
  if (isSameOrigin(url)) return url;
  const key = `${type} ${url}`;
  const existing = blobAddresses.get(key);
  if (existing) return existing;
  const [file, fragment = ''] = url.split('#');
  const code =
    type === 'module' ? `import ${JSON.stringify(file)};` : `importScripts(${JSON.stringify(file)});`;
  const blob = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
  const address = fragment ? `${blob}#${fragment}` : blob;
  blobAddresses.set(key, address);
  return address;
}

/** Returns the reason in a worker's `error` event; '' if it has none. */
export function failureOf({ error, message: text }: ErrorEvent): Message | string {
  return (error as Message | null) ?? text;
}

/** Returns why a worker file did not load. */
export async function whyNotLoaded(url: string): Promise<Message> {
  const found = await fetch(url, { signal: AbortSignal.timeout(DIAGNOSIS_TIMEOUT_MS) }).catch(() => null);
  const problem = assetProblem(url, found);
  if (problem) return problem;
  if (!isSameOrigin(url)) {
    return message`${url} did not start. To start workers from another origin, the page’s Content-Security-Policy must allow blob: in worker-src, and blob: and ${new URL(url).origin} in script-src.`;
  }
  if (globalThis.crossOriginIsolated && !found?.headers.has('cross-origin-embedder-policy')) {
    return message`${url} did not start. On a cross-origin isolated page, the server must send Cross-Origin-Embedder-Policy with workers too.`;
  }
  return message`${url} did not start: the page’s Content-Security-Policy must allow it in worker-src.`;
}

function isSameOrigin(url: string): boolean {
  return !URL.canParse(url) || new URL(url).origin === self.origin;
}
