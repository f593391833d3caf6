/**
 * A static server on the loopback interface. Serves the built library, cross-origin isolated, and files that were
 * listed at startup. A task's page can also write its results.
 */
import { randomBytes } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import sirv from 'sirv';
import { PupilaError } from '../core/errors';
import { equalsConstantTime, rejectionReason } from './request-check';
import type { ResultFiles } from './result-files';
import { COPY_OF } from './runner-protocol';
import { type ServedFiles, decodedPath, isUrl, listMounts, openListed } from './served-files';

/** Headers of every response: cross-origin isolation (for threads) and a strict Content-Security-Policy. */
const HEADERS = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-cache',
  // A task's address contains a secret.
  'referrer-policy': 'same-origin',
  'content-security-policy': [
    "default-src 'self'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "worker-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "connect-src 'self' https: http: data: blob:",
  ].join('; '),
};

/** Options of `startServer`. */
export interface ServerOptions {
  /** The built library's folder (`dist/`). */
  root: string;
  /** Folder of the page, served at `/` with `index.html` as the start page. Both folders are listed at startup. */
  page?: string;
  /**
   * Files, folders and URLs by the first part of their address: `{ data: '/pictures' }` serves `/data/…`. Folders are
   * listed once at startup, without names that start with a dot.
   */
  mounts?: Readonly<Record<string, string>>;
  /** Default 0: any free port. */
  port?: number;
}

/** A running server. */
export interface RunningServer {
  /** Address without a trailing slash. */
  url: string;
  /** Error messages for files and URLs that could not be delivered. */
  failures: readonly string[];
  close(): Promise<void>;
}

/**
 * Starts a read-only server on 127.0.0.1 for all users of this machine.
 *
 * @throws {Error} if the port is in use.
 * @example
 * const server = await startServer({ root: 'node_modules/pupila/dist', page: 'site', mounts: { data: 'pictures' } });
 */
export async function startServer({ mounts = {}, port = 0, ...site }: ServerOptions): Promise<RunningServer> {
  const { server, close, failures } = await open({ ...site, files: listMounts(mounts), results: null }, port);
  return { url: `http://localhost:${portOf(server)}`, failures, close };
}

/** Files that a task's page can read and write. */
export interface TaskSite extends Pick<ServerOptions, 'root' | 'page'> {
  files: ServedFiles;
  /** Files that the page can PUT to `out/…` or DELETE. Null: none. */
  results: ResultFiles | null;
}

/** Starts a server for one task. Its address contains a secret, so that only the task's own page can use it. */
export async function startTaskServer(site: TaskSite): Promise<RunningServer> {
  const token = randomBytes(24).toString('base64url');
  const { server, close, failures } = await open({ ...site, token }, 0);
  // Not `localhost`: another user's server on the same port of ::1 would receive the secret.
  return { url: `http://127.0.0.1:${portOf(server)}/${token}`, failures, close };
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

async function open({ root, page, files, results, token }: TaskSite & { token?: string }, port: number) {
  const library = sirv(root);
  const pages = page ? sirv(page) : null;
  const failures: string[] = [];
  const server = createServer((request, response) => {
    // sirv does not close its streams when a client disconnects.
    response.on('pipe', (source) => response.on('close', () => source.destroy()));
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
    answer(request, response).catch((error: unknown) => {
      if (response.headersSent) return response.destroy();
      const { code, message } = error as { code?: string; message: string };
      return end(response, error instanceof PupilaError && code === 'invalid-argument' ? 403 : 500, message);
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const rejection = rejectionReason(request, portOf(server));
    if (rejection !== null) return end(response, 403, rejection);
    const missing = (): void => end(response, 404, 'not found');
    const [, first = '', ...rest] = (request.url ?? '').split('/');
    if (token !== undefined) {
      if (!equalsConstantTime(first, token)) return missing();
      request.url = `/${rest.join('/')}`;
    }
    const path = decodedPath(request.url ?? '');
    if (path === null) return missing();
    if (['PUT', 'POST', 'DELETE'].includes(request.method ?? ''))
      return change(path, request, response, missing);
    if (request.method !== 'GET' && request.method !== 'HEAD') return end(response, 405);
    const result = resultName(path);
    if (results?.has(result)) return sendResult(await results.open(result), response);
    const file = files.get(path);
    if (file === undefined)
      return library(request, response, () => (pages ? pages(request, response, missing) : missing()));
    const failure = isUrl(file) ? await sendRemote(file, response) : await sendFile(file, response);
    if (failure !== null && !response.destroyed) failures.push(failure);
  }

  /** Results that are being written or removed. */
  const changes = new Set<Promise<void>>();

  /** Writes or removes a result. */
  async function change(
    path: string,
    request: IncomingMessage,
    response: ServerResponse,
    missing: () => void,
  ): Promise<void> {
    const name = resultName(path);
    if (!results?.has(name)) return missing();
    const original = request.headers[COPY_OF];
    if (typeof original === 'string' && !results.has(original)) return missing();
    const work = {
      PUT: () => (typeof original === 'string' ? results.copy(original, name) : results.write(name, request)),
      POST: () => results.append(name, request),
      DELETE: () => results.remove(name),
    }[request.method as 'PUT' | 'POST' | 'DELETE']();
    changes.add(work);
    try {
      await work;
    } finally {
      changes.delete(work);
    }
    end(response, 204);
  }

  await listen(server, port);
  const close = async (): Promise<void> => {
    await new Promise<void>((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
    await Promise.allSettled(changes);
  };
  return { server, close, failures };
}

/** Returns the path of a result in the task's folder; '' for other addresses. */
const resultName = (path: string): string => (path.startsWith('out/') ? path.slice('out/'.length) : '');

/** Sends a result of an earlier task. */
async function sendResult(handle: FileHandle | null, response: ServerResponse): Promise<void> {
  if (!handle) return end(response, 404, 'not found');
  response.setHeader('content-type', 'application/octet-stream');
  await pipeline(handle.createReadStream(), response);
}

function end(response: ServerResponse, status: number, text = ''): void {
  response.statusCode = status;
  response.end(text);
}

/** Sends a listed file. @returns An error message, or null. */
async function sendFile(path: string, response: ServerResponse): Promise<string | null> {
  const handle = await openListed(path);
  if (!handle) {
    end(response, 404, 'not found');
    return `The file cannot be read any more. Received: path=${path}`;
  }
  try {
    response.setHeader('content-length', (await handle.stat()).size);
    response.setHeader('content-type', 'application/octet-stream');
    await pipeline(handle.createReadStream(), response);
    return null;
  } finally {
    await handle.close();
  }
}

/**
 * Proxies a file of another server: CORS does not restrict Node.
 *
 * @returns An error message, or null.
 */
async function sendRemote(url: string, response: ServerResponse): Promise<string | null> {
  const disconnected = new AbortController();
  response.on('close', () => disconnected.abort());
  const remote = await fetch(url, { signal: disconnected.signal }).catch((error: Error) => error);
  if (remote instanceof Error || !remote.ok || !remote.body) {
    const { cause } = remote as { cause?: { code?: string; message?: string } };
    const why =
      remote instanceof Error
        ? `The server does not answer (${cause?.code ?? cause?.message ?? remote.message}).`
        : `The server answered ${remote.status}.`;
    end(response, remote instanceof Error ? 504 : remote.status);
    return `${why} Received: url=${url}`;
  }
  const length = remote.headers.get('content-length');
  if (length && !remote.headers.get('content-encoding')) response.setHeader('content-length', length);
  response.setHeader('content-type', 'application/octet-stream');
  await pipeline(Readable.fromWeb(remote.body as ReadableStream), response);
  return null;
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE';
      reject(taken ? new Error(`A port must be free. Received: port=${port}`) : error);
    });
    server.listen(port, '127.0.0.1', () => resolve());
  });
}
