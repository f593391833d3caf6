/** Reads damaged files, one per seed, and reports the results. Announces each seed before it starts. */
import { parentPort, workerData } from 'node:worker_threads';
import { PupilaError } from '../../src/core/errors';
import { startJpegDecoder } from '../../src/data/decode/jpeg.testing';
import { RandomState } from '../../src/random/random-state';
import { damage } from './damage';
import { allInputs } from './inputs';

/** Parameters of the fuzz worker. */
export interface FuzzStart {
  firstSeed: number;
  /** Number of files to read. */
  runs: number;
  /** The current seed and the index of its input, for the watching thread. */
  progress: Int32Array<SharedArrayBuffer>;
}

/** A file that led to something other than pixels or a `PupilaError`. */
export interface FuzzFinding {
  seed: number;
  input: string;
  problem: string;
}

/** Names of all inputs, sent first. */
export interface FuzzInputs {
  inputs: readonly string[];
}

/** Memory growth that counts as a finding, for files of a few kB. */
const MOST_BYTES = 300 * 2 ** 20;
const { firstSeed, runs, progress } = workerData as FuzzStart;

const inputs = await allInputs();
parentPort?.postMessage({ inputs: inputs.map(({ name }) => name) } satisfies FuzzInputs);
await startJpegDecoder();
for (let seed = firstSeed; seed < firstSeed + runs; seed++) {
  const random = new RandomState(seed);
  const number = random.randint(0, inputs.length);
  const input = inputs[number] as (typeof inputs)[number];
  Atomics.store(progress, 1, number);
  Atomics.store(progress, 0, seed);
  const bytes = damage(input.bytes, random);
  const report = (problem: string): void =>
    parentPort?.postMessage({ seed, input: input.name, problem } satisfies FuzzFinding);
  const before = memory();
  try {
    await input.read(bytes);
  } catch (error) {
    if (!(error instanceof PupilaError) || error.code === 'internal')
      report(String((error as Error).stack ?? error));
  }
  const grown = memory() - before;
  if (grown > MOST_BYTES) report(`${Math.round(grown / 2 ** 20)} MB for a file of ${bytes.length} bytes`);
}
Atomics.store(progress, 0, firstSeed + runs);

/** Returns the peak memory of the whole process so far, in bytes. */
function memory(): number {
  return process.resourceUsage().maxRSS * 1024;
}
