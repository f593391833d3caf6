declare global {
  /** Every worker that the page started, with its address and time. */
  var startedWorkers: { worker: Worker; url: string; atMs: number }[];
}

/** Keeps a page's workers in a list, so that a test can terminate them. Runs in the page, before its scripts. */
export function recordWorkers(): void {
  globalThis.startedWorkers = [];
  globalThis.Worker = class extends Worker {
    constructor(...[url, options]: ConstructorParameters<typeof Worker>) {
      super(url, options);
      globalThis.startedWorkers.push({ worker: this, url: String(url), atMs: performance.now() });
    }
  };
}
