/**
 * How random tests run: with a seed that a failure names, and a limit of time that an endless loop cannot outlast.
 * `PUPILA_TEST_SEED=n npx vitest run <file>` repeats a run.
 */
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { expect } from 'vitest';
import { testSeed } from './seed.testing';

/** Milliseconds between fast-check's own limit, which needs a run to end, and the guard's. */
const GRACE_MS = 10_000;

/** Ends the process from a second thread: a loop without an end leaves its own thread nothing to do so with. */
const GUARD = `
  const { writeSync } = require('node:fs');
  const { workerData: { message, ms } } = require('node:worker_threads');
  setTimeout(() => {
    writeSync(2, message);
    process.kill(process.pid, 'SIGKILL');
  }, ms);
`;

/**
 * Checks a property.
 *
 * @param options With `runs`, default 100, and `seconds` for all of them, default 50.
 * @throws With the seed and the smallest input that fails; also when there is no end within the time.
 * @example
 * await checkProperty(fc.property(fc.nat(), (n) => expect(n).toBeGreaterThanOrEqual(0)));
 */
export async function checkProperty<Values>(
  property: fc.IRawProperty<Values>,
  { runs = 100, seconds = 50 }: { runs?: number; seconds?: number } = {},
): Promise<void> {
  const seed = testSeed();
  const ms = seconds * 1000;
  const name = expect.getState().currentTestName ?? 'A random test';
  const message = `\n${name}: no end within ${seconds} s. Repeat it with PUPILA_TEST_SEED=${seed}.\n`;
  const guard = new Worker(GUARD, { eval: true, workerData: { message, ms: ms + GRACE_MS } });
  try {
    await fc.assert(property, {
      seed,
      numRuns: runs,
      // Of one run that waits for ever.
      timeout: ms,
      interruptAfterTimeLimit: ms,
      markInterruptAsFailure: true,
    });
  } finally {
    await guard.terminate();
  }
}
