/**
 * Runner for random tests: a failure names its seed, and a time limit stops even an endless loop.
 * `PUPILA_TEST_SEED=n npx vitest run <file>` repeats a run.
 */
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { expect } from 'vitest';
import { testSeed } from './seed.testing';

/** Time in ms between fast-check's own limit, which only applies between runs, and the guard's. */
const GRACE_MS = 10_000;

/** Kills the process from a second thread, because an endless loop blocks its own. */
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
 * @param options `runs`: default 100. `seconds` for all runs together: default 50.
 * @throws With the seed and the smallest failing input; also if the runs do not end in time.
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
      // Limit for a single run that never settles.
      timeout: ms,
      interruptAfterTimeLimit: ms,
      markInterruptAsFailure: true,
    });
  } finally {
    await guard.terminate();
  }
}
