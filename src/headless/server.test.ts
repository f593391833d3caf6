/** Sends real requests to a task's server: from its own page, other pages, and other users of the machine. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { type OutgoingHttpHeaders, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeData } from './data-source';
import { describeModel } from './model-source';
import { ResultFiles } from './result-files';
import { type RunningServer, startServer, startTaskServer } from './server';
import { type ServedFiles, listMounts } from './served-files';

let dir: string;
const servers: { close(): Promise<void> }[] = [];
const at = (path: string): string => join(dir, path);

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pupila-server-'));
  for (const folder of ['site', 'pictures/cats/.git', 'pictures/dogs', 'elsewhere', 'out'])
    mkdirSync(at(folder), { recursive: true });
  const files = {
    'site/index.html': 'the page',
    'site/.env': 'secret',
    'private.png': 'private',
    'pictures/cats/1.png': 'cat',
    'pictures/cats/notes.txt': 'notes',
    'pictures/cats/.hidden.png': 'hidden',
    'pictures/cats/.git/2.png': 'hidden',
    'pictures/dogs/1.png': 'dog',
    'elsewhere/3.png': 'owl',
    'elsewhere/1.png': 'another',
  };
  for (const [path, text] of Object.entries(files)) writeFileSync(at(path), text);
});

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
  rmSync(dir, { recursive: true });
});

async function taskServer(files: ServedFiles, names: string[] = []): Promise<RunningServer> {
  const results = new ResultFiles({ folder: at('out'), names });
  const server = await startTaskServer({ root: at('site'), files, results });
  servers.push(server);
  return server;
}

interface RequestOptions {
  method?: string;
  headers?: OutgoingHttpHeaders;
  body?: string | Buffer;
}

/** Sends a request with exactly this path. `fetch` would normalize it. */
function ask(server: RunningServer, path: string, { method = 'GET', headers, body }: RequestOptions = {}) {
  const { hostname, port } = new URL(server.url);
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const sent = request({ hostname, port, path, method, headers, agent: false }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += String(chunk)));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Prefixes a path with the server's secret. */
const withSecret = ({ url }: RunningServer, path: string): string => `${new URL(url).pathname}/${path}`;
const own = ({ url }: RunningServer) => ({ origin: new URL(url).origin });

describe('a task’s server', () => {
  it('has an unguessable address that differs each time', async () => {
    const [one, two] = [await taskServer(new Map()), await taskServer(new Map())];
    const [a, b] = [one, two].map(({ url }) => new URL(url).pathname.slice(1)) as [string, string];
    expect(Buffer.from(a, 'base64url').length * 8).toBeGreaterThanOrEqual(128);
    expect(a).not.toBe(b);
    expect(await ask(one, withSecret(one, 'index.html'))).toEqual({ status: 200, text: 'the page' });
    for (const path of ['/', '/index.html', '/data', `/${b}/index.html`, `/${a.slice(1)}/index.html`])
      expect(await ask(one, path), path).toMatchObject({ status: 404 });
  });

  it('only accepts its own Host', async () => {
    const server = await taskServer(new Map());
    const { port } = new URL(server.url);
    const path = withSecret(server, 'index.html');
    for (const host of ['localhost', '127.0.0.1', '[::1]', 'LOCALHOST'])
      expect(await ask(server, path, { headers: { host: `${host}:${port}` } })).toMatchObject({
        status: 200,
      });
    const others = ['evil.example', `evil.example:${port}`, 'localhost', `localhost:${port}.evil.example`];
    for (const host of others) {
      const answer = await ask(server, path, { headers: { host } });
      expect(answer.status).toBe(403);
      expect(answer.text).toContain(`Received: Host=${host}`);
    }
  });

  it('only accepts its own Origin', async () => {
    const server = await taskServer(new Map(), ['steps.json']);
    const put = (headers: OutgoingHttpHeaders) =>
      ask(server, withSecret(server, 'out/steps.json'), { method: 'PUT', headers, body: '[]' });
    const { port } = new URL(server.url);
    for (const origin of ['http://evil.example', 'null', 'http://localhost:1', `http://localhost:${port}`])
      expect(await put({ origin })).toMatchObject({ status: 403 });
    expect(await put({})).toEqual({ status: 403, text: "Origin is the server's own. Received: Origin=none" });
    expect(readdirSync(at('out'))).toEqual([]);
    const get = { headers: { origin: 'http://evil.example' } };
    expect(await ask(server, withSecret(server, 'index.html'), get)).toMatchObject({ status: 403 });
    expect(await put(own(server))).toMatchObject({ status: 204 });
    expect(readFileSync(at('out/steps.json'), 'utf8')).toBe('[]');
  });

  it('serves the named picture and no other file', async () => {
    const { files } = describeData(at('pictures/cats/1.png'), 'image-0');
    const server = await taskServer(files);
    expect(await ask(server, withSecret(server, 'image-0'))).toEqual({ status: 200, text: 'cat' });
    for (const path of ['image-0/notes.txt', 'image-0/../notes.txt', 'image-0/..%2fnotes.txt', 'notes.txt'])
      expect(await ask(server, withSecret(server, path)), path).toMatchObject({ status: 404 });
  });

  it('serves the pictures of a folder, but no other, hidden or outside files', async () => {
    const { files, remote } = describeData(at('pictures'), 'data');
    expect(remote).toMatchObject({
      paths: expect.arrayContaining(['cats/1.png', 'cats/.hidden.png', 'cats/notes.txt']) as string[],
    });
    const server = await taskServer(files);
    expect(await ask(server, withSecret(server, 'data/cats/1.png'))).toEqual({ status: 200, text: 'cat' });
    writeFileSync(at('pictures/cats/late.png'), 'after the listing');
    const others = [
      'cats/notes.txt',
      'cats/.hidden.png',
      'cats/.git/2.png',
      '..%2fprivate.png',
      '../private.png',
    ];
    for (const path of [
      ...others,
      'cats/..%2f..%2f..%2fprivate.png',
      'cats',
      '',
      'cats/late.png',
      '%',
      '%2e%2e',
    ])
      expect(await ask(server, withSecret(server, `data/${path}`)), path).toMatchObject({ status: 404 });
  });

  it('follows links only while listing the folder', async () => {
    symlinkSync(at('elsewhere/3.png'), at('pictures/cats/3.png'));
    symlinkSync(at('elsewhere'), at('pictures/owls'));
    symlinkSync(at('pictures'), at('pictures/circle'));
    symlinkSync(at('nothing.png'), at('pictures/dogs/broken.png'));
    const { files, remote } = describeData(at('pictures'), 'data');
    const { paths } = remote as { paths: readonly string[] };
    const seen = paths.filter((path) => !/\.git|hidden|notes/.test(path)).sort();
    const expected = [
      'cats/1.png',
      'cats/3.png',
      'dogs/1.png',
      'dogs/broken.png',
      'owls/1.png',
      'owls/3.png',
    ];
    expect(seen).toEqual(expected);
    const server = await taskServer(files);
    const get = (path: string) => ask(server, withSecret(server, `data/${path}`));
    expect(await get('cats/3.png')).toEqual({ status: 200, text: 'owl' });
    expect(await get('owls/3.png')).toEqual({ status: 200, text: 'owl' });
    expect(await get('dogs/broken.png')).toMatchObject({ status: 404 });

    rmSync(at('pictures/cats/3.png'));
    symlinkSync(at('private.png'), at('pictures/cats/3.png'));
    expect(await get('cats/3.png')).toEqual({ status: 200, text: 'owl' });
  });

  it('does not follow a link that replaces a file or folder after the listing', async () => {
    const { files } = describeData(at('pictures'), 'data');
    const server = await taskServer(files);
    rmSync(at('pictures/cats/1.png'));
    symlinkSync(at('private.png'), at('pictures/cats/1.png'));
    expect(await ask(server, withSecret(server, 'data/cats/1.png'))).toMatchObject({ status: 404 });
    renameSync(at('pictures/dogs'), at('pictures/dogs-before'));
    symlinkSync(at('elsewhere'), at('pictures/dogs'));
    expect(await ask(server, withSecret(server, 'data/dogs/1.png'))).toMatchObject({ status: 404 });
    expect(server.failures).toHaveLength(2);
    expect(server.failures[0]).toContain(at('pictures/cats/1.png'));
  });

  it('serves a model.json and the weight files that it names', async () => {
    mkdirSync(at('run/model'), { recursive: true });
    const named = (paths: unknown) => JSON.stringify({ modelTopology: {}, weightsManifest: [{ paths }] });
    writeFileSync(at('run/model/model.json'), named(['weights.bin', 'part 2.bin']));
    for (const name of ['weights.bin', 'part 2.bin', 'other.bin'])
      writeFileSync(at(`run/model/${name}`), name);
    const server = await taskServer(describeModel({ model: at('run') }).files);
    for (const name of ['weights.bin', 'part%202.bin', 'model.json'])
      expect(await ask(server, withSecret(server, `model/${name}`))).toMatchObject({ status: 200 });
    expect(await ask(server, withSecret(server, 'model/other.bin'))).toMatchObject({ status: 404 });
    for (const path of ['../../private.png', '..%2f..%2fprivate.png', '/etc/passwd', '.ssh/key']) {
      writeFileSync(at('run/model/model.json'), named([path]));
      expect(() => describeModel({ model: at('run') }), path).toThrow('must be in its folder or below');
    }
    writeFileSync(at('run/model/model.json'), '{');
    expect([...describeModel({ model: at('run') }).files.keys()]).toEqual(['model/model.json']);
  });

  it('sends a file of weights to its own argument', () => {
    writeFileSync(at('a.weights.h5'), '');
    expect(() => describeModel({ model: at('a.weights.h5') })).toThrow('goes to `--weights`');
    const { remote } = describeModel({ weights: at('a.weights.h5') });
    expect(remote.weights).toMatchObject({ name: 'a.weights.h5' });
  });

  it('serves the labels beside a model', () => {
    for (const name of ['model.json', 'metadata.json', 'keras_model.h5', 'labels.txt', 'other.txt'])
      writeFileSync(at(name), '{}');
    const served = (model: string) => [...describeModel({ model: at(model) }).files.keys()];
    expect(served('model.json')).toEqual(['model/model.json', 'model/metadata.json']);
    expect(served('keras_model.h5')).toEqual(['model/keras_model.h5', 'model/labels.txt']);
  });

  it('only accepts the result names of the task', async () => {
    const server = await taskServer(new Map(), ['steps.json', 'model/weights.bin']);
    const put = (path: string) =>
      ask(server, withSecret(server, path), { method: 'PUT', headers: own(server), body: 'written' });
    expect(await put('out/steps.json')).toMatchObject({ status: 204 });
    expect(await put('out/steps.json')).toMatchObject({ status: 204 });
    expect(await put('out/model/weights.bin')).toMatchObject({ status: 204 });
    const others = ['other.json', 'model/other', '../steps.json', '..%2fsteps.json', 'model', '', '.bashrc'];
    for (const name of others) expect(await put(`out/${name}`), name).toMatchObject({ status: 404 });
    expect(await put('steps.json')).toMatchObject({ status: 404 });
    expect(readdirSync(at('out')).sort()).toEqual(['model', 'steps.json']);
    expect(readdirSync(at('out/model'))).toEqual(['weights.bin']);
    const remove = { method: 'DELETE', headers: own(server) };
    expect(await ask(server, withSecret(server, 'out/steps.json'), remove)).toMatchObject({ status: 204 });
    expect(await ask(server, withSecret(server, 'out/other.json'), remove)).toMatchObject({ status: 404 });
    expect(readdirSync(at('out'))).toEqual(['model']);
    const patch = { method: 'PATCH', headers: own(server) };
    expect(await ask(server, withSecret(server, 'out/steps.json'), patch)).toMatchObject({ status: 405 });
  });

  it('adds to the end of a result, and copies one', async () => {
    const server = await taskServer(new Map(), ['steps.jsonl', 'copy']);
    const change = (path: string, method: string, more: object) =>
      ask(server, withSecret(server, path), { method, headers: own(server), ...more });
    for (const body of ['one, ', 'two'])
      expect(await change('out/steps.jsonl', 'POST', { body })).toMatchObject({ status: 204 });
    expect(readFileSync(at('out/steps.jsonl'), 'utf8')).toBe('one, two');
    const copyOf = (name: string) => ({ headers: { ...own(server), 'x-copy-of': name } });
    expect(await change('out/copy', 'PUT', copyOf('steps.jsonl'))).toMatchObject({ status: 204 });
    expect(readFileSync(at('out/copy'), 'utf8')).toBe('one, two');
    expect(await change('out/copy', 'PUT', copyOf('../secret'))).toMatchObject({ status: 404 });
    expect(await change('out/other', 'POST', { body: 'x' })).toMatchObject({ status: 404 });
  });

  it('does not write through a link that appears while a task runs', async () => {
    const server = await taskServer(new Map(), ['steps.json', 'model/weights.bin']);
    const put = (path: string) =>
      ask(server, withSecret(server, path), { method: 'PUT', headers: own(server), body: 'written' });
    symlinkSync(at('private.png'), at('out/steps.json'));
    symlinkSync(at('elsewhere'), at('out/model'));
    for (const name of ['steps.json', 'model/weights.bin']) {
      const answer = await put(`out/${name}`);
      expect(answer.status).toBe(403);
      expect(answer.text).toContain('must not contain symbolic links');
    }
    expect(readFileSync(at('private.png'), 'utf8')).toBe('private');
    expect(readdirSync(at('elsewhere')).sort()).toEqual(['1.png', '3.png']);
    expect(readdirSync(at('out')).sort()).toEqual(['model', 'steps.json']);
  });

  it('keeps the old file when a client disconnects during a write', async () => {
    const server = await taskServer(new Map(), ['steps.json']);
    writeFileSync(at('out/steps.json'), 'before');
    const { hostname, port } = new URL(server.url);
    const path = withSecret(server, 'out/steps.json');
    const headers = { ...own(server), 'content-length': 1e6 };
    const sent = request({ hostname, port, path, method: 'PUT', headers });
    sent.on('error', () => undefined);
    sent.write('half');
    await expect.poll(() => readdirSync(at('out')).length).toBe(2);
    sent.destroy();
    await expect.poll(() => readdirSync(at('out'))).toEqual(['steps.json']);
    expect(readFileSync(at('out/steps.json'), 'utf8')).toBe('before');
  });
});

describe('streams', () => {
  const openFiles = (): number => readdirSync('/proc/self/fd').length;

  it.skipIf(!existsSync('/proc/self/fd'))('close when a client disconnects: 200 downloads', async () => {
    const large = Buffer.alloc(8 * 2 ** 20);
    writeFileSync(at('site/large.bin'), large);
    writeFileSync(at('large.bin'), large);
    const remote = createServer((_, response) => response.end(large));
    await new Promise<void>((listening) => remote.listen(0, '127.0.0.1', listening));
    const url = `http://127.0.0.1:${(remote.address() as AddressInfo).port}/large.bin`;
    const server = await taskServer(listMounts({ listed: at('large.bin'), remote: url }));
    const { hostname, port } = new URL(server.url);
    const leave = (path: string): Promise<void> =>
      new Promise((resolve) => {
        const sent = request({ hostname, port, path: withSecret(server, path), agent: false }, (response) => {
          response.once('data', () => sent.destroy());
          response.once('close', resolve);
        });
        sent.on('error', () => undefined);
        sent.end();
      });
    for (const path of ['large.bin', 'listed', 'remote']) {
      await leave(path);
      const before = openFiles();
      for (let i = 0; i < 200; i++) await leave(path);
      await expect.poll(openFiles, { timeout: 10_000, message: path }).toBeLessThanOrEqual(before + 8);
    }
    remote.closeAllConnections();
    remote.close();
  });
});

describe('startServer', () => {
  it('serves folders without hidden files, is read-only, and checks Host', async () => {
    const mounts = { data: at('pictures'), missing: at('nothing'), 'one.png': at('private.png') };
    const server = await startServer({ root: at('site'), mounts });
    servers.push(server);
    expect(await ask(server, '/')).toEqual({ status: 200, text: 'the page' });
    expect(await ask(server, '/data/cats/notes.txt')).toEqual({ status: 200, text: 'notes' });
    expect(await ask(server, '/one.png')).toEqual({ status: 200, text: 'private' });
    const others = [
      '.env',
      'data/cats/.hidden.png',
      'data/cats/.git/2.png',
      'data/..%2fprivate.png',
      'missing',
    ];
    for (const path of others) expect(await ask(server, `/${path}`), path).toMatchObject({ status: 404 });
    expect(await ask(server, '/', { headers: { host: 'evil.example' } })).toMatchObject({ status: 403 });
    const put = { method: 'PUT', headers: own(server), body: 'x' };
    expect(await ask(server, '/out/steps.json', put)).toMatchObject({ status: 404 });
  });
});
