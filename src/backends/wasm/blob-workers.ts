/**
 * Whether a page may start workers from blobs, as tfjs-backend-wasm starts its threads: a Content-Security-Policy needs
 * `blob:` in `worker-src` and in `script-src` for that. tfjs waits for ever where it may not, so it is tried before.
 */

/** Milliseconds after which a worker that says nothing counts as refused. */
const PATIENCE_MS = 10_000;

let allowed: Promise<boolean> | null = null;

/** Tried once for each page. */
export function blobWorkersAllowed(): Promise<boolean> {
  allowed ??= tryOne();
  return allowed;
}

/** As tfjs does it: a worker from a blob, which takes its code from a second one. */
async function tryOne(): Promise<boolean> {
  const code = address('postMessage(true)');
  const start = address('onmessage = ({ data }) => importScripts(data)');
  let worker: Worker | null = null;
  try {
    const tried = (worker = new Worker(start));
    return await new Promise<boolean>((resolve) => {
      tried.onmessage = () => resolve(true);
      tried.onerror = (event) => {
        event.preventDefault();
        resolve(false);
      };
      setTimeout(() => resolve(false), PATIENCE_MS);
      tried.postMessage(code);
    });
  } catch {
    // Some browsers refuse at once.
    return false;
  } finally {
    worker?.terminate();
    for (const url of [code, start]) URL.revokeObjectURL(url);
  }
}

function address(code: string): string {
  return URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
}
