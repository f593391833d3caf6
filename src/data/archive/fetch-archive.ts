/** Data sets on a server: one zip or npz, or a folder of files. Errors say what to do. */
import { PupilaError } from '../../core/errors';
import { fileNameOf } from '../../core/file-name';
import { readShared } from './shared-archive';
import type { Archive, LocalSource } from '../../core/types';

/** Milliseconds between two reports of progress: a chunk has some tens of kilobytes, each report crosses a thread. */
const REPORT_MS = 50;

/**
 * Downloads a zip or `.npz`.
 *
 * @param givenName Name of the file; default: the last part of the address.
 * @param progress Called with bytes loaded and bytes in all (0 where the server does not say).
 * @throws {PupilaError} 'fetch-failed' with the URL and the server's answer.
 */
export async function fetchArchive(
  url: string,
  givenName: string | undefined,
  progress: (loaded: number, total: number) => void,
): Promise<LocalSource> {
  const response = await fetchFile(url);
  const total = Number(response.headers.get('content-length') ?? 0);
  let [loaded, reported] = [0, 0];
  const counted = (response.body as ReadableStream<Uint8Array<ArrayBuffer>>).pipeThrough(
    new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform(chunk, controller) {
        loaded += chunk.byteLength;
        if (performance.now() - reported > REPORT_MS || loaded === total) {
          reported = performance.now();
          progress(loaded, total);
        }
        controller.enqueue(chunk);
      },
    }),
  );
  const name = givenName ?? fileNameOf(response.url || url, 'data.zip');
  // Packed for the way, a zip is longer than the server says.
  const isLengthKnown = total > 0 && !response.headers.has('content-encoding');
  try {
    const shared = isLengthKnown ? await readShared(() => counted, total, name) : null;
    return shared ?? { kind: 'archive', blob: await new Response(counted).blob(), name };
  } catch (cause) {
    throw brokenOff(url, cause);
  }
}

/** A download that ended before all was there. */
export function brokenOff(url: string, cause: unknown): PupilaError {
  return new PupilaError('fetch-failed', `The download broke off; try again. Received: url=${url}`, {
    cause,
  });
}

/** Files below one address, each fetched when it is read. */
export function archiveFromListing(base: string, paths: readonly string[]): Archive {
  return {
    paths,
    async read(path) {
      const response = await fetchFile(base + path.split('/').map(encodeURIComponent).join('/'));
      return new Uint8Array(await response.arrayBuffer());
    },
  };
}

/**
 * Asks a server for a file.
 *
 * @throws {PupilaError} 'fetch-failed' with the URL and the server's answer.
 */
export async function fetchFile(url: string): Promise<Response> {
  const response = await fetch(url).catch((cause: unknown) => {
    const hint = 'The address does not answer, or its server does not allow other pages to read it (CORS).';
    throw new PupilaError('fetch-failed', `${hint} Received: url=${url}`, { cause });
  });
  if (!response.ok || !response.body) {
    throw new PupilaError('fetch-failed', `The server answered ${response.status}. Received: url=${url}`);
  }
  return response;
}
