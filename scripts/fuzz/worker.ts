/** Reads damaged files, one for each seed, and says what came of them. It announces a seed before it begins with it. */
import { parentPort, workerData } from 'node:worker_threads';
import { PupilaError } from '../../src/core/errors';
import { startJpegDecoder } from '../../src/data/decode/jpeg.testing';
import { RandomState } from '../../src/random/random-state';
import { damage } from './damage';
import { allInputs } from './inputs';

/** What the campaign's worker is told. */
export interface FuzzStart {
  firstSeed: number;
  /** Files to read. */
  runs: number;
  /** The seed under way and the number of its input, for whoever watches. */
  progress: Int32Array<SharedArrayBuffer>;
}

/** A file that was read in another way than with pixels or a `PupilaError`. */
export interface FuzzFinding {
  seed: number;
  input: string;
  problem: string;
}

/** Names of all inputs, said first. */
export interface FuzzInputs {
  inputs: readonly string[];
}

/** Memory for a file of some kB beyond which it counts as a finding. */
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

/** Highest use of memory until now, of the whole process. */
function memory(): number {
  return process.resourceUsage().maxRSS * 1024;
}
