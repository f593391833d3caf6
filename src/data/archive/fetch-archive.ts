/** Data sets on a server: a zip or npz, or a folder of files. Error messages say what to do. */
import { PupilaError, withReceived } from '../../core/errors';
import { message } from '../../core/message';
import { fileNameOf } from '../../core/file-name';
import { readShared } from './shared-archive';
import type { Archive, LocalSource } from '../../core/types';

/** Minimum time between two progress reports, in ms. A chunk has tens of kilobytes and each report crosses threads. */
const REPORT_MS = 50;

/**
 * Downloads a zip or `.npz`.
 *
 * @param givenName Name of the file. Default: the last part of the URL.
 * @param progress Called with bytes loaded and total bytes (0 if the server does not say).
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
  // With a content encoding, the decoded zip is longer than the Content-Length.
  const isLengthKnown = total > 0 && !response.headers.has('content-encoding');
  try {
    const shared = isLengthKnown ? await readShared(() => counted, total, name) : null;
    return shared ?? { kind: 'archive', blob: await new Response(counted).blob(), name };
  } catch (cause) {
    throw interruptedDownload(url, cause);
  }
}

/** Creates the error for a download that ended early. */
export function interruptedDownload(url: string, cause: unknown): PupilaError {
  return new PupilaError(
    'fetch-failed',
    message`The download was interrupted; try again. Received: url=${url}`,
    {
      cause,
    },
  );
}

/** Presents the files below one URL as an archive. Each file is fetched when it is read. */
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
 * Fetches a file.
 *
 * @throws {PupilaError} 'fetch-failed' with the URL and the server's answer.
 */
export async function fetchFile(url: string): Promise<Response> {
  const response = await fetch(url).catch((cause: unknown) => {
    const hint = message`The address does not respond, or its server does not allow other pages to read it (CORS).`;
    throw new PupilaError('fetch-failed', withReceived(hint, { url }), { cause });
  });
  if (!response.ok || !response.body) {
    throw new PupilaError(
      'fetch-failed',
      message`The server answered with status ${response.status}. Received: url=${url}`,
    );
  }
  return response;
}
