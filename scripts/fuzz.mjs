/**
 * `npm run fuzz -- [--seconds 60] [--seed n] [--runs n]`: reads damaged pictures, zips and arrays, in a thread that is
 * terminated if it hangs. Every finding names the seed that reproduces it: `--seed n --runs 1`.
 */
import { performance } from 'node:perf_hooks';
import { constants, setPriority } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';

/** Time limit for one file, in seconds. */
const PATIENCE = 10;
/** Files per thread. A fresh thread then limits how far the side effects of a file can reach. */
const RUNS_A_THREAD = 2000;
const outfile = resolve('build/fuzz/worker.mjs');

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: String(Math.trunc(Math.random() * 2 ** 30)) },
    runs: { type: 'string', default: 'Infinity' },
  },
});
const end = performance.now() + Number(values.seconds) * 1000;
let seed = Number(values.seed);
const last = seed + Number(values.runs);
const findings = [];
let files = 0;

setPriority(constants.priority.PRIORITY_LOW);
await build({
  entryPoints: [join('scripts/fuzz', 'worker.ts')],
  outfile,
  bundle: true,
  format: 'esm',
  platform: 'node',
  logLevel: 'error',
  // The JPEG decoders use these if they detect Node.
  banner: {
    js: [
      "import { createRequire as requireFrom } from 'node:module';",
      'Object.assign(globalThis, { require: requireFrom(import.meta.url), __dirname: ".", __filename: "." });',
    ].join('\n'),
  },
});
console.log(`seed ${seed}, for ${values.seconds} s`);
while (seed < last && performance.now() < end)
  seed = await runThread(seed, Math.min(RUNS_A_THREAD, last - seed));
for (const { seed, input, problem } of findings) console.log(`\nseed ${seed} · ${input}\n${problem}`);
console.log(`\n${files} files read, ${findings.length} findings`);
process.exitCode = findings.length > 0 ? 1 : 0;

/**
 * Reads files, starting from one seed.
 *
 * @returns The seed to continue with.
 */
async function runThread(first, runs) {
  const progress = new Int32Array(new SharedArrayBuffer(8)).fill(first);
  let inputs = [];
  const workerData = { firstSeed: first, runs, progress };
  const worker = new Worker(outfile, { workerData, resourceLimits: { maxOldGenerationSizeMb: 2048 } });
  let ended = false;
  const failed = (problem) =>
    findings.push({ seed: progress[0], input: inputs[progress[1]] ?? 'at the start', problem });
  worker.on('message', (message) => (message.inputs ? ({ inputs } = message) : findings.push(message)));
  worker.on('error', (error) => failed(String(error.stack ?? error)));
  worker.on('exit', () => (ended = true));
  let [seen, since] = [first, performance.now()];
  while (!ended && performance.now() < end) {
    await setTimeout(50);
    const now = Atomics.load(progress, 0);
    if (now !== seen) [seen, since] = [now, performance.now()];
    if (performance.now() - since < PATIENCE * 1000) continue;
    failed(`no answer within ${PATIENCE} s`);
    break;
  }
  await worker.terminate();
  const next =
    ended && Atomics.load(progress, 0) >= first + runs ? first + runs : Atomics.load(progress, 0) + 1;
  files += next - first;
  return next;
}
