/** Ctrl-C: the first one stops the task, the second one exits the process. */

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs a task and stops it on SIGINT, SIGTERM or SIGHUP (the terminal was closed).
 *
 * @param note Prints what the first signal does.
 * @example
 * const result = await interruptible(printStopping, (signal) => evaluate({ data, model, signal }));
 */
export async function interruptible<T>(
  note: () => void,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const stop = new AbortController();
  const interrupt = (): void => {
    if (stop.signal.aborted) process.exit(130);
    note();
    stop.abort();
  };
  for (const name of SIGNALS) process.on(name, interrupt);
  try {
    return await run(stop.signal);
  } finally {
    for (const name of SIGNALS) process.off(name, interrupt);
  }
}

/** Message for tasks that have no results when stopped. */
export function printStopping(): void {
  process.stderr.write('stopping (Ctrl-C again ends at once)\n');
}
