/**
 * Times the training step of the course's network in a browser, relative to the processor's peak, and compares it with
 * PyTorch and unmodified tfjs. The systems take turns, so that only one computes at a time. Results are verified before
 * they are timed.
 */
import { readFileSync } from 'node:fs';
import { bundlePages, machine, median, openPage, printTable, saveResult, saveText } from './support.mjs';
import { markdown } from './step/report.mjs';
import { startPython } from './support/python.mjs';
import { stepOnWebGpu } from './step/webgpu.mjs';

export const options = {
  /** `wasm`, or `webgpu` for the machine's GPU. */
  backend: { type: 'string', default: 'wasm' },
  /** For WebGPU: images in a batch, side of an image in pixels, and whether to use Chromium's software driver. */
  images: { type: 'string', default: '128' },
  side: { type: 'string', default: '150' },
  software: { type: 'boolean', default: false },
  /** For WebGPU: in Firefox on Mesa's lavapipe, a software driver too, instead of Chromium. */
  firefox: { type: 'boolean', default: false },
  /** Number of rounds that count, after `WARM_UPS`. */
  rounds: { type: 'string', default: '5' },
  /** Skips all other systems. */
  alone: { type: 'boolean', default: false },
  /** A Python with PyTorch. Default: the first one found. */
  python: { type: 'string' },
};

const WARM_UPS = 2;
const BATCHES = [128, 32];
const THREADS = [1, 2];
/** Few images, because jax-js compiles for minutes. Only one step is timed. */
const JAX_BATCH = 8;
const LAYOUTS = ['channels_last', 'contiguous_format'];

export default async function step({ backend, rounds, alone, python, ...gpu }) {
  if (backend === 'webgpu') return stepOnWebGpu({ rounds, ...gpu });
  if (backend !== 'wasm') throw new Error(`A backend is wasm or webgpu. Received: backend=${backend}`);
  const folder = await bundlePages('step', ['page', 'stock', 'jax']);
  const open = [];
  const start = async (file, config, ...args) => {
    const page = await openPage(folder, file, config);
    open.push(page);
    return { ...page, ...(await page.call('start', ...args)) };
  };
  try {
    const ours = [await start('page', {}), await start('page', { relaxedSimd: false })];
    const proofs = [];
    for (const page of ours) {
      for (const threads of THREADS) proofs.push(...(await prove(page, threads)));
    }
    const runs = ours.flatMap(ourRuns);
    const torch = alone ? null : await startTorch(python);
    if (torch) open.push(torch);
    if (torch) runs.push(...torchRuns(torch));
    else if (!alone) console.log('No Python with PyTorch here: left out.');
    if (!alone) {
      for (const threads of THREADS) {
        const stock = await start('stock', { cores: 2 * threads }, threads);
        if (stock.threads !== threads) throw new Error(`tfjs took ${stock.threads} threads, not ${threads}`);
        await compareOutputs(ours[0], stock);
        runs.push(stockRun(stock, threads));
      }
    }
    const jax = alone ? null : await runJax(ours[0], await start('jax', {}));
    for (let round = -WARM_UPS; round < Number(rounds); round++) {
      console.log(round < 0 ? 'warm-up' : `round ${round + 1} of ${rounds}`);
      for (const run of runs) await measure(run, round >= 0);
    }
    compareThreads(runs);
    const { layers, stepFlop } = await ours[0].call('work');
    shareBestPeaks(runs);
    const table = [...runs, ...(jax ? [jax] : [])].map((run) => rowOf(run, stepFlop, layers));
    printTable(table);
    const stages = await stagesOf(ours[0], layers, BATCHES[0], runs[0].peak);
    console.log(`\nOne step of ${BATCHES[0]} on one thread, in parts`);
    printTable(stages);
    const about = { machine: machine(ours[0].version), flopAnImage: stepFlop, proofs };
    const notes = jax
      ? [`jax-js compiled for ${(jax.compileMs / 1e3).toFixed(0)} s; then one step was timed.`]
      : [];
    if (torch) notes.push(`PyTorch ${torch.version} says that it uses ${torch.cpu}.`);
    const result = { ...about, steps: table, stages, notes };
    saveResult('step', result);
    saveText('step.md', markdown(result));
  } finally {
    for (const each of open.reverse()) await each.close();
  }
}

/** Compares steps of one to three images with the tape and with naive float64 loops. */
async function prove(page, threads) {
  const differences = await page.call('prove', threads);
  const rows = differences.map((difference) => ({ kernels: page.file, threads, ...difference }));
  for (const { from, loss, gradient } of rows) {
    const far = `loss by ${loss.toExponential(1)}, worst gradient by ${gradient.toExponential(1)} of its length`;
    console.log(`${page.file}, ${threads} threads: differs from ${from} in the ${far}`);
  }
  return rows;
}

async function compareOutputs(page, stock) {
  const mine = await page.call('predict', 8);
  const { outputs } = await stock.call('forward', 8);
  const worst = Math.max(...outputs.map((value, i) => Math.abs(value - mine[i])));
  if (!(worst < 1e-5)) throw new Error(`tfjs's outputs differ by ${worst}`);
}

function ourRuns(page) {
  const simd = page.file.includes('relaxed') ? 'relaxed' : 'plain';
  const kind = (threads, batch) => ({ simd, threads, batch, page, ms: [], peaks: [] });
  const steps = BATCHES.flatMap((batch) =>
    THREADS.map((threads) => ({
      system: 'Pupila',
      ...kind(threads, batch),
      losses: [],
      run: () => page.call('step', batch, threads),
    })),
  );
  const forward = THREADS.map((threads) => ({
    system: 'Pupila, forward only',
    ...kind(threads, BATCHES[0]),
    forward: true,
    run: () => page.call('forward', BATCHES[0], threads),
  }));
  return [...steps, ...forward];
}

function torchRuns(torch) {
  const system = `PyTorch ${torch.version}`;
  return LAYOUTS.flatMap((layout) =>
    THREADS.map((threads) => ({
      system: `${system}, ${layout}`,
      threads,
      batch: BATCHES[0],
      ms: [],
      run: () => torch.step(threads, layout, BATCHES[0]),
    })),
  );
}

/** PyTorch in a process of its own, or null if no Python has it. */
async function startTorch(python) {
  const script = { file: 'step/torch_step.py', from: import.meta.url, module: 'torch' };
  const torch = await startPython({ ...script, python });
  return (
    torch && {
      ...torch.about,
      step: (threads, layout, images) => torch.ask(`${threads} ${layout} ${images}`),
      close: torch.close,
    }
  );
}

function stockRun(stock, threads) {
  const system = 'tfjs-backend-wasm, forward only';
  return {
    system,
    threads,
    batch: BATCHES[0],
    ms: [],
    forward: true,
    run: () => stock.call('forward', BATCHES[0]),
  };
}

/** Runs one step that compiles and one that is timed, from the same weights as ours. */
async function runJax(page, jax) {
  const file = new URL('../node_modules/@jax-js/jax/package.json', import.meta.url);
  const { version } = JSON.parse(readFileSync(file, 'utf8'));
  console.log(`jax-js ${version} compiles`);
  const { ms: compileMs } = await jax.call('step', JAX_BATCH);
  const { ms, loss } = await jax.call('step', JAX_BATCH);
  const mine = await page.call('step', JAX_BATCH, 1);
  if (!(Math.abs(loss - mine.loss) < 1e-5)) throw new Error(`jax-js's loss is ${loss}, ours ${mine.loss}`);
  return { system: `jax-js ${version}, SGD`, threads: jax.threads, batch: JAX_BATCH, ms: [ms], compileMs };
}

async function measure({ run, page, threads, ms, losses, peaks }, counts) {
  const peak = await page?.call('peak', threads);
  const result = await run();
  losses?.push(result.loss);
  if (counts) ms.push(result.ms);
  if (counts) peaks?.push(peak);
}

/** Throws if the number of threads changes any bit of a loss. */
function compareThreads(runs) {
  for (const one of runs.filter(({ losses, threads }) => losses && threads === 1)) {
    const same = ({ losses, page, batch }) => losses && page === one.page && batch === one.batch;
    for (const other of runs.filter(same)) {
      if (String(other.losses) !== String(one.losses)) throw new Error('Threads changed a loss.');
    }
  }
}

/** Uses the best peak of all runs with the same number of threads, because other load only lowers a peak. */
function shareBestPeaks(runs) {
  const own = runs.filter(({ peaks }) => peaks);
  for (const run of own) {
    const alike = own.filter(({ page, threads }) => page === run.page && threads === run.threads);
    run.peak = Math.max(...alike.flatMap(({ peaks }) => peaks));
  }
}

function rowOf({ system, simd, threads, batch, ms, peak, forward }, stepFlop, layers) {
  const flop = batch * (forward ? 2 * layers.reduce((sum, { products }) => sum + products, 0) : stepFlop);
  const middle = median(ms);
  const rate = flop / middle / 1e6;
  return {
    system,
    simd: simd ?? null,
    threads,
    batch,
    ms: middle,
    fastest: Math.min(...ms),
    'images/s': (1e3 * batch) / middle,
    'GFLOP/s': rate,
    'peak GFLOP/s': peak ?? null,
    'share of peak': peak ? rate / peak : null,
  };
}

/** Medians of three runs. Rates count the dense arithmetic, part of which pooling and ReLU let the gradients skip. */
async function stagesOf(page, layers, batch, peak) {
  const tries = [];
  for (let i = 0; i < 3; i++) tries.push(await page.call('stages', batch));
  return Object.keys(tries[0]).map((part) => {
    const ms = median(tries.map((each) => each[part]));
    const layer = layers.find((each) => part.startsWith(`${each.layer} `));
    const rate = layer ? (2 * batch * layer.products) / ms / 1e6 : null;
    return { part, ms, 'GFLOP/s': rate, 'share of peak': rate && rate / peak };
  });
}
