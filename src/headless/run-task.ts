/**
 * Runs one task of runner.ts inside a browser page: serves the library and the data, starts the browser, passes the
 * configuration in and events out. Nothing is computed in Node.
 */
import { mkdirSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright';
import { type ErrorCode, PupilaError, invalidArgument } from '../core/errors';
import { fileNameOf } from '../core/file-name';
import { type Gpu, launchBrowser } from './browser';
import type { RemoteData, RunnerEvent, RunnerTasks } from './runner-protocol';
import { startServer } from './server';
import { stoppedEarly } from './unfinished-epoch';

/** Where a task finds its files and who listens. */
export interface TaskOptions {
  /** Files and folders the page may read, by mount name. */
  mounts?: Record<string, string>;
  /** Folder that receives the task's results. */
  out?: string;
  gpu?: Gpu;
  onEvent?: ((event: RunnerEvent) => void) | undefined;
  /** Stops a task: at the next step, keeping what it has, once it trains; before that at once, with 'aborted'. */
  signal?: AbortSignal;
}

const DIST = dirname(fileURLToPath(import.meta.url));

/** Runs `name` with `config` in a fresh browser and gives its result. Rejects with the page's `PupilaError`. */
export async function runTask<Name extends keyof RunnerTasks>(
  name: Name,
  config: Parameters<RunnerTasks[Name]>[0],
  { mounts = {}, out, gpu = 'hardware', onEvent = () => undefined, signal }: TaskOptions = {},
): Promise<Awaited<ReturnType<RunnerTasks[Name]>>> {
  const server = await startServer({ root: DIST, page: join(DIST, 'page'), mounts, ...(out && { out }) });
  let browser: Browser | null = null;
  try {
    browser = await launchBrowser({ gpu });
    const page = await browser.newPage();
    const crashed = failWhenGone(page);
    await page.exposeFunction('pupilaEvent', onEvent);
    await page.goto(`${server.url}/headless.html`);
    await Promise.race([crashed, page.waitForFunction(() => 'pupilaTasks' in globalThis)]);
    if (signal?.aborted) throw stoppedEarly();
    const stopped = endWhenStopped(page, signal);
    if (out) makeFolder(out);
    const answer = await Promise.race([crashed, stopped, page.evaluate(callTask, { name, config })]);
    if ('error' in answer) throw toError(answer.error, server.failures);
    return answer.result as Awaited<ReturnType<RunnerTasks[Name]>>;
  } finally {
    await browser?.close().catch(() => undefined);
    await server.close();
  }
}

function makeFolder(out: string): void {
  try {
    mkdirSync(out, { recursive: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw invalidArgument('`--out` is a folder that can be written.', { out: `${out} (${code})` });
  }
}

/** The page's error. Of a download it knows this server's address alone; the reader's says more. */
function toError(
  { code, message }: { code: ErrorCode; message: string },
  failures: readonly string[],
): PupilaError {
  return new PupilaError(code, (code === 'fetch-failed' && failures[0]) || message);
}

/** What DATA on the command line is: a zip or npz file, a folder, or a URL, as the page will see it. */
export function describeData(
  data: string,
  mount: string,
): { remote: RemoteData; mounts: Record<string, string> } {
  if (/^https?:\/\//.test(data)) {
    const name = fileNameOf(data, 'data.zip');
    return { remote: { kind: 'url', url: `/${mount}`, name }, mounts: { [mount]: data } };
  }
  const path = resolve(data);
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat)
    throw invalidArgument('DATA is a .zip or .npz file, a folder of class folders, or a URL.', {
      DATA: data,
    });
  const mounts = { [mount]: path };
  if (!stat.isDirectory()) {
    return { remote: { kind: 'url', url: `/${mount}`, name: basename(path) }, mounts };
  }
  const paths = readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(path, join(entry.parentPath, entry.name)).split(sep).join('/'));
  return { remote: { kind: 'listing', base: `/${mount}/`, paths, name: basename(path) }, mounts };
}

/** Runs in the page. */
async function callTask({ name, config }: { name: string; config: unknown }) {
  try {
    const tasks = globalThis.pupilaTasks as unknown as Record<string, (config: unknown) => Promise<unknown>>;
    return { result: await (tasks[name] as (config: unknown) => Promise<unknown>)(config) };
  } catch (error) {
    const { code = 'internal', message, stack } = error as Error & { code?: 'internal' };
    return { error: { code, message: code === 'internal' ? (stack ?? message) : message } };
  }
}

function failWhenGone(page: Page): Promise<never> {
  return never((reject) => {
    const fail = (message: string) => reject(new PupilaError('internal', message));
    page.once('crash', () => fail('The browser page crashed (out of memory?).'));
    page.once('close', () => fail('The browser page was closed.'));
    page.once('pageerror', (error) => fail(`internal: ${error.stack ?? error.message}`));
  });
}

/** A task that trains stops by itself and keeps what it has (`pupilaStop`); any other ends at once. */
function endWhenStopped(page: Page, signal?: AbortSignal): Promise<never> {
  return never((reject) => {
    const stop = async (): Promise<void> => {
      const keeps = await page.evaluate(() => globalThis.pupilaStop?.() ?? false).catch(() => false);
      if (!keeps) reject(stoppedEarly());
    };
    signal?.addEventListener('abort', () => void stop(), { once: true });
  });
}

/** A promise that can only fail, and that nobody needs to wait for. */
function never(watch: (reject: (error: PupilaError) => void) => void): Promise<never> {
  const promise = new Promise<never>((_, reject) => watch(reject));
  promise.catch(() => undefined);
  return promise;
}
