/** The browser of a task, and its page. */
import type { Browser, Page } from 'playwright';
import { type Gpu, launchBrowser } from './browser';

/** Options of `TaskBrowser`. */
interface TaskBrowserOptions {
  gpu?: Gpu | undefined;
  /** Whether kernels of 256 bits are used if they compute the same as others. */
  revectorize: boolean;
}

/** Starts browsers for a task, of which one stays. */
export class TaskBrowser {
  readonly #options: TaskBrowserOptions;
  readonly #launched: Promise<Browser>[] = [];
  #isClosed = false;

  constructor(options: TaskBrowserOptions) {
    this.#options = options;
  }

  /**
   * Opens the page. Its tasks can be called when this resolves.
   *
   * @throws {Error} if the browser does not start, or is closed meanwhile.
   */
  async open(url: string): Promise<Page> {
    const { revectorize } = this.#options;
    const page = await this.#open(url, revectorize);
    if (!revectorize || (await proveKernels(page))) return page;
    if (this.#isClosed) throw new Error('The browser was closed.');
    await page.context().browser()?.close();
    return this.#open(url, false);
  }

  /** Closes every browser, also one that is still starting. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(
      this.#launched.map((launching) => launching.then((browser) => browser.close()).catch(() => undefined)),
    );
  }

  async #open(url: string, revectorize: boolean): Promise<Page> {
    const { gpu } = this.#options;
    const launching = launchBrowser({ ...(gpu && { gpu }), revectorize });
    this.#launched.push(launching);
    const page = await (await launching).newPage();
    await page.goto(url);
    await page.waitForFunction(() => 'pupilaTasks' in globalThis);
    return page;
  }
}

/** What fails in the check fails again in the task, or was due to the flag: the task then runs without. */
function proveKernels(page: Page): Promise<boolean> {
  return page.evaluate(() => globalThis.pupilaProveKernels?.() ?? false).catch(() => false);
}
