/** Ctrl-C: the first stops a task, the second ends the process. */

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs a task that SIGINT, SIGTERM and SIGHUP (a terminal that closes) stop.
 *
 * @param note Tells the reader what the first signal does.
 * @example
 * const result = await interruptible(sayStopping, (signal) => evaluate({ data, model, signal }));
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

/** Of a task that keeps nothing when it is stopped. */
export function sayStopping(): void {
  process.stderr.write('stopping (Ctrl-C again ends at once)\n');
}
