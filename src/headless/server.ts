/**
 * A small static server on this machine only: the built library, cross-origin isolated, plus files by name, and a
 * place where the page leaves what it made.
 */
import { createReadStream, createWriteStream, mkdirSync, statSync } from 'node:fs';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join, normalize, sep } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import sirv from 'sirv';

/** Headers of every answer: cross-origin isolation (threads) and a strict Content-Security-Policy. */
const HEADERS = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-cache',
  'content-security-policy': [
    "default-src 'self'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "worker-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "connect-src 'self' https: http: data: blob:",
  ].join('; '),
};

/** What to serve, and where. */
export interface ServerOptions {
  /** The built library's folder (`dist/`). */
  root: string;
  /** Folder of the page, served at `/`; its `index.html` is the start page. */
  page?: string;
  /** Files, folders and URLs by the first part of their address: `{ data: '/pictures' }` serves `/data/…`. */
  mounts?: Readonly<Record<string, string>>;
  /** Folder that receives what the page PUTs to `/out/…`; without one nothing can be written. */
  out?: string;
  /** Port; 0: any that is free. */
  port?: number;
}

/** A running server. */
export interface RunningServer {
  /** Address without a slash at its end. */
  url: string;
  /** Why mounted URLs could not be passed on, naming them. */
  failures: readonly string[];
  close(): Promise<void>;
}

/** Starts the server on 127.0.0.1. */
export async function startServer({
  root,
  page,
  mounts = {},
  out,
  port = 0,
}: ServerOptions): Promise<RunningServer> {
  const serve = (folder: string) => sirv(folder, { dev: true, dotfiles: false });
  const library = serve(root);
  const pages = page ? serve(page) : null;
  const failures: string[] = [];
  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
    answer(request, response).catch((error: unknown) => {
      response.statusCode = 500;
      response.end(String(error));
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const [, first = '', ...rest] = decodeURIComponent(pathname).split('/');
    const missing = (): void => {
      response.statusCode = 404;
      response.end('not found');
    };
    if (request.method === 'PUT') {
      if (!out || first !== 'out') return missing();
      const target = inside(out, rest.join('/'));
      mkdirSync(dirname(target), { recursive: true });
      await pipeline(request, createWriteStream(target));
      response.end();
      return;
    }
    const mount = mounts[first];
    if (mount && /^https?:/.test(mount)) return sendRemote(mount, response, (why) => failures.push(why));
    if (mount) return sendFile(rest.length > 0 ? inside(mount, rest.join('/')) : mount, response, missing);
    library(request, response, () => (pages ? pages(request, response, missing) : missing()));
  }

  await listen(server, port);
  const { port: actual } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${actual}`,
    failures,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** A path below `folder`; refuses to leave it. */
function inside(folder: string, path: string): string {
  const target = normalize(join(folder, path));
  if (!target.startsWith(normalize(folder + sep)))
    throw new Error(`A path stays in its folder. Received: path=${path}`);
  return target;
}

async function sendFile(path: string, response: ServerResponse, missing: () => void): Promise<void> {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat?.isFile()) return missing();
  response.setHeader('content-length', stat.size);
  response.setHeader('content-type', 'application/octet-stream');
  await pipeline(createReadStream(path), response);
}

/** Passes on what another server has: Node may read it where a page may not (CORS). */
async function sendRemote(
  url: string,
  response: ServerResponse,
  fails: (why: string) => void,
): Promise<void> {
  const remote = await fetch(url).catch((error: Error) => error);
  if (remote instanceof Error || !remote.ok || !remote.body) {
    const { cause } = remote as { cause?: { code?: string; message?: string } };
    const why =
      remote instanceof Error
        ? `The server does not answer (${cause?.code ?? cause?.message ?? remote.message}).`
        : `The server answered ${remote.status}.`;
    fails(`${why} Received: url=${url}`);
    response.statusCode = remote instanceof Error ? 504 : remote.status;
    response.end();
    return;
  }
  const length = remote.headers.get('content-length');
  if (length && !remote.headers.get('content-encoding')) response.setHeader('content-length', length);
  response.setHeader('content-type', 'application/octet-stream');
  await pipeline(Readable.fromWeb(remote.body as ReadableStream), response);
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
