/** The package as npm packs it, in its own project, and plain static servers. */
import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import sirv from 'sirv';

const run = promisify(execFile);

/** Headers of a cross-origin isolated page. */
export const ISOLATED = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

/** The headers of a CDN, which let any page read its files. */
export const CDN = {
  'access-control-allow-origin': '*',
  'cross-origin-resource-policy': 'cross-origin',
};

/**
 * Creates a project with the packed package in its `node_modules`. The package's dependencies come from the repository.
 *
 * @param name Folder below `build/projects`.
 * @param files Contents by path.
 * @returns The project's folder.
 */
export async function makeProject(name: string, files: Record<string, string>): Promise<string> {
  const folder = resolve('build/projects', name);
  rmSync(folder, { recursive: true, force: true });
  const modules = join(folder, 'node_modules');
  mkdirSync(modules, { recursive: true });
  const { stdout } = await run('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder]);
  const archive = join(folder, stdout.trim());
  await run('tar', ['-xzf', archive, '-C', modules]);
  rmSync(archive);
  await run('mv', [join(modules, 'package'), join(modules, 'pupila')]);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

/** A plain static server. */
export interface Host {
  /** URL with a trailing slash. */
  url: string;
  close(): void;
}

/**
 * Serves a folder on this machine. Each host is a separate origin.
 *
 * @param single Whether to answer every URL without a file with index.html, like a host of single-page apps.
 */
export async function startHost(
  folder: string,
  headers: Record<string, string> = {},
  { single = false } = {},
): Promise<Host> {
  const files = sirv(folder, { dev: true, single });
  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    files(request, response);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
