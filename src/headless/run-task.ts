/**
 * Runs one task of runner.ts inside a browser page: serves the library and the data, starts the browser, passes the
 * configuration in and events out. Nothing is computed in Node.
 */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright';
import { type ErrorCode, PupilaError } from '../core/errors';
import { Failure } from '../core/failure';
import { type Gpu, launchBrowser } from './browser';
import { ResultFiles, type Results } from './result-files';
import type { RunnerEvent, RunnerTasks } from './runner-protocol';
import type { ServedFiles } from './served-files';
import { startTaskServer } from './server';
import { stoppedEarly } from './unfinished-epoch';

/** What every task takes beside its own arguments. */
export interface TaskOptions {
  /** WebGPU adapter that the browser may offer; default 'hardware', for batches, preview and summary 'none'. */
  gpu?: Gpu | undefined;
  /** Hears what a task reports. What it throws ends the task, which rejects with it. */
  onEvent?: ((event: RunnerEvent) => unknown) | undefined;
  /** Stops the task. Training keeps what it has; any other task, and training before its first step, rejects with 'aborted'. */
  signal?: AbortSignal | undefined;
}

/** Where a task finds its files and leaves its results. */
interface TaskFiles extends TaskOptions {
  files?: ServedFiles;
  results?: Results | null;
}

const DIST = dirname(fileURLToPath(import.meta.url));

/**
 * Runs `name` with `config` in a fresh browser and gives its result.
 *
 * @throws {PupilaError} the page's; 'aborted'; 'invalid-argument' when results cannot be written. What `onEvent` throws.
 */
export async function runTask<Name extends keyof RunnerTasks>(
  name: Name,
  config: Parameters<RunnerTasks[Name]>[0],
  { files = new Map(), results = null, gpu, onEvent, signal }: TaskFiles = {},
): Promise<Awaited<ReturnType<RunnerTasks[Name]>>> {
  const stopped = name === 'train' ? stoppedEarly() : new PupilaError('aborted', 'Stopped before the end.');
  if (signal?.aborted) throw stopped;
  const site = { root: DIST, page: join(DIST, 'page'), files, results: results && new ResultFiles(results) };
  const server = await startTaskServer(site);
  const failure = new Failure();
  let stop = (): void => failure.fail(stopped);
  const onAbort = (): void => stop();
  signal?.addEventListener('abort', onAbort);
  const launching = launchBrowser({ ...(gpu && { gpu }) });
  try {
    const browser = await failure.race(launching);
    const page = await failure.race(browser.newPage());
    watch(page, failure);
    await page.exposeFunction('pupilaEvent', listener(onEvent, failure));
    await failure.race(page.goto(`${server.url}/headless.html`));
    await failure.race(page.waitForFunction(() => 'pupilaTasks' in globalThis));
    stop = () => {
      void endsByItself(page).then((keeps) => keeps || failure.fail(stopped));
    };
    const answer = await failure.race(page.evaluate(callTask, { name, config }));
    failure.throwIfFailed();
    if ('error' in answer) throw toError(answer.error, server.failures);
    return answer.result as Awaited<ReturnType<RunnerTasks[Name]>>;
  } finally {
    signal?.removeEventListener('abort', onAbort);
    await launching.then((browser) => browser.close()).catch(() => undefined);
    await server.close();
  }
}

/** The page's error. Of a download it knows this server's address alone; the reader's says more. */
function toError(
  { code, message }: { code: ErrorCode; message: string },
  failures: readonly string[],
): PupilaError {
  return new PupilaError(code, (code === 'fetch-failed' && failures[0]) || message);
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

/** The page calls it for each event. What the caller's listener throws ends the task, and the listener hears no more. */
function listener(onEvent: TaskOptions['onEvent'], failure: Failure) {
  let hasThrown = false;
  return async (event: RunnerEvent): Promise<void> => {
    if (hasThrown) return;
    try {
      await onEvent?.(event);
    } catch (error) {
      hasThrown = true;
      failure.fail(error);
    }
  };
}

function watch(page: Page, failure: Failure): void {
  const fail = (message: string): void => failure.fail(new PupilaError('internal', message));
  page.once('crash', () => fail('The browser page crashed (out of memory?).'));
  page.once('close', () => fail('The browser page was closed.'));
  page.once('pageerror', (error) => fail(`internal: ${error.stack ?? error.message}`));
}

/** Asks a task to stop. One that trains ends by itself and keeps what it has; no other does. */
function endsByItself(page: Page): Promise<boolean> {
  return page.evaluate(() => globalThis.pupilaStop?.() ?? false).catch(() => false);
}
