/**
 * Runs a task of runner.ts in a browser page: serves the library and the data, starts the browser, and passes the
 * configuration in and events out. All computation happens in the page.
 */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright';
import { type ErrorCode, PupilaError } from '../core/errors';
import { message } from '../core/message';
import { Failure } from '../core/failure';
import type { Gpu } from './browser';
import { ResultFiles, type Results } from './result-files';
import type { RunnerEvent, RunnerTasks } from './runner-protocol';
import type { ServedFiles } from './served-files';
import { startTaskServer } from './server';
import { TaskBrowser } from './task-browser';
import { stoppedEarlyError } from './unfinished-epoch';

/** Options of every task. */
export interface TaskOptions {
  /** WebGPU adapter of the browser. Default 'hardware'; for batches, preview and summary 'none'. */
  gpu?: Gpu | undefined;
  /** Receives the task's events. If it throws, the task stops and rejects with that error. */
  onEvent?: ((event: RunnerEvent) => unknown) | undefined;
  /**
   * Stops the task. Training and predictions keep their results so far. Other tasks, and these before their first result,
   * reject with 'aborted'.
   */
  signal?: AbortSignal | undefined;
}

/** Files that a task reads and writes. */
interface TaskFiles extends TaskOptions {
  files?: ServedFiles;
  results?: Results | null;
  /** See `TaskBrowser`. Default false. */
  revectorize?: boolean;
}

const DIST = dirname(fileURLToPath(import.meta.url));

/**
 * Runs a task in a new browser and returns its result.
 *
 * @throws {PupilaError} Errors of the page, 'aborted', or 'invalid-argument' if results cannot be written.
 * @throws What `onEvent` throws.
 */
export async function runTask<Name extends keyof RunnerTasks>(
  name: Name,
  config: Parameters<RunnerTasks[Name]>[0],
  { files = new Map(), results = null, revectorize = false, gpu, onEvent, signal }: TaskFiles = {},
): Promise<Awaited<ReturnType<RunnerTasks[Name]>>> {
  const abortError =
    name === 'train' ? stoppedEarlyError() : new PupilaError('aborted', message`Stopped before the end.`);
  if (signal?.aborted) throw abortError;
  const site = { root: DIST, page: join(DIST, 'page'), files, results: results && new ResultFiles(results) };
  const server = await startTaskServer(site);
  const failure = new Failure();
  let stop = (): void => failure.fail(abortError);
  const onAbort = (): void => stop();
  signal?.addEventListener('abort', onAbort);
  const browser = new TaskBrowser({ gpu, revectorize });
  try {
    const page = await failure.race(browser.open(`${server.url}/headless.html`));
    watch(page, failure);
    await page.exposeFunction('pupilaEvent', listener(onEvent, failure));
    await page.exposeFunction('pupilaCollectGarbage', () => page.requestGC());
    stop = () => {
      void requestStop(page).then((willFinish) => willFinish || failure.fail(abortError));
    };
    const answer = await failure.race(page.evaluate(callTask, { name, config }));
    failure.throwIfFailed();
    if ('error' in answer) throw toError(answer.error, server.failures);
    return answer.result as Awaited<ReturnType<RunnerTasks[Name]>>;
  } finally {
    signal?.removeEventListener('abort', onAbort);
    await browser.close();
    await server.close();
  }
}

/** Restores the page's error. For downloads, uses the server's message: the page does not know the original URL. */
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

/** Returns the function that the page calls for each event. After `onEvent` throws, it receives no further events. */
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

/** Asks the page to stop. Returns true if the task will finish with its results so far. */
function requestStop(page: Page): Promise<boolean> {
  return page.evaluate(() => globalThis.pupilaStop?.() ?? false).catch(() => false);
}
