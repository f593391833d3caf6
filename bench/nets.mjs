/**
 * Times a training step of ten networks: Pupila as the command line trains them (on 256 bits) and as pages do, PyTorch, and
 * Keras on TensorFlow. The
 * systems take turns, so that only one computes at a time. A network is timed after loss and gradients of all systems
 * agreed.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { bundlePages, machine, median, openPage, printTable, saveResult, saveText } from './support.mjs';
import { NETWORKS } from './nets/networks.mjs';
import { startPeers } from './nets/peers.mjs';
import { geometricMean, inPages, markdown, rowsOf } from './nets/report.mjs';

export const options = {
  networks: {
    type: 'string',
    description: `names, separated by commas; default: all (${NETWORKS.map(({ name }) => name).join(',')})`,
  },
  rounds: { type: 'string', default: '5', description: 'rounds that count, after two' },
  alone: { type: 'boolean', default: false, description: 'skip all other systems' },
  parts: {
    type: 'boolean',
    default: false,
    description: 'only print where the time of a step goes on one thread, by kernel and sizes',
  },
  python: { type: 'string', description: 'a Python with PyTorch or Keras; default: the first one found' },
};

const THREADS = 2;
const WARM_UPS = 2;
/** Images of the step that is compared: double precision is slow. */
const PROOF_IMAGES = 32;
/**
 * Largest distances from double precision; or so many times another system's in single precision. Where two values of a
 * pooling window differ by less than rounding, another one is the maximum; each such window moves the gradient of a first
 * layer by about 1e-3 of its length, in any system.
 */
const LIMITS = { loss: 1e-5, gradient: 5e-3 };
const MARGIN = 4;
/** A turn takes steps for about so long, and no more than so many. */
const TURN_MS = 400;
const MAX_STEPS = 8;
/** Lines of a table of parts. */
const MOST_PARTS = 30;
/** Threads of the system before spin for a while. */
const REST_MS = 50;

export default async function nets({ networks, rounds, alone, parts, python }) {
  const chosen = networksNamed(networks);
  const folder = await bundlePages('nets', ['page']);
  if (parts) return printParts(chosen, folder, Number(rounds));
  const peers = alone ? [] : await startPeers(python);
  if (peers.length === 0 && !alone)
    console.log('No Python with PyTorch or Keras on TensorFlow here: Pupila is timed alone.');
  const start = Date.now();
  const results = [];
  let version;
  try {
    for (const [i, network] of chosen.entries()) {
      console.log(`${network.title} (${i + 1} of ${chosen.length})`);
      const result = await measureNetwork(network, peers, folder, Number(rounds));
      ({ version } = result);
      results.push(result.row);
      const times = result.row.systems.map(({ system, ms }) => `${system} ${ms.toFixed(1)} ms`);
      console.log(`  ${times.join('; ')}`);
    }
  } finally {
    for (const peer of peers) peer.close();
  }
  printTable(rowsOf(results));
  const mean = geometricMean(results);
  if (mean !== null) {
    const pages = geometricMean(results.map(inPages));
    console.log(`Geometric mean of Pupila / best other: ${mean.toFixed(2)}; in pages ${pages.toFixed(2)}`);
  }
  if (chosen.length < NETWORKS.length) return console.log('Not saved, because networks are missing.');
  const seconds = (Date.now() - start) / 1e3;
  const systems = peers.map(({ title }) => title);
  const about = { machine: machine(version), threads: THREADS, rounds: Number(rounds), seconds, systems };
  const result = { ...about, networks: results };
  saveResult('nets', result);
  saveText('nets.md', markdown(result));
}

/** Prints the parts of a step that take most of its time. */
async function printParts(chosen, folder, tries) {
  for (const network of chosen) {
    const page = await openPage(folder, 'page', { revectorize: true });
    try {
      await page.call('start', 1, true);
      const parts = Object.entries(await page.call('parts', network, tries));
      const whole = parts.reduce((sum, [, ms]) => sum + ms, 0);
      console.log(`\n${network.title}: ${whole.toFixed(0)} ms on one thread`);
      const sorted = parts.sort(([, a], [, b]) => b - a);
      printTable(sorted.slice(0, MOST_PARTS).map(([part, ms]) => ({ part, ms, share: ms / whole })));
    } finally {
      await page.close();
    }
  }
}

function networksNamed(names) {
  if (!names) return NETWORKS;
  return names.split(',').map((name) => {
    const found = NETWORKS.find((network) => network.name === name);
    if (found) return found;
    const known = NETWORKS.map((network) => network.name).join(', ');
    throw new Error(`A network is one of ${known}. Received: networks=${names}`);
  });
}

/** Compares, then times one network in browsers of its own, so that their memory is free afterwards. */
async function measureNetwork(network, peers, folder, rounds) {
  const images = Math.min(PROOF_IMAGES, network.batch);
  const references = [];
  for (const peer of peers) references.push(await peer.gradients(network, images, folder));
  const page = await openPage(folder, 'page', { revectorize: true });
  const plain = await openPage(folder, 'page');
  try {
    const file = await start(page, true);
    await start(plain, false);
    const proofs = [
      ...(await prove(page, network, images, references)),
      ...(await prove(plain, network, images, references)),
    ];
    const { path, parameters, flop } = await page.call('load', network);
    await plain.call('load', network);
    for (const peer of peers) await peer.load(network);
    const runs = [
      { system: 'Pupila', steps: (count) => page.call('steps', count) },
      { system: 'Pupila in pages', steps: (count) => plain.call('steps', count) },
      ...peers.flatMap(({ runs }) => runs),
    ].map((run) => ({ ...run, ms: [] }));
    const peaks = [];
    for (let round = -WARM_UPS; round < rounds; round++) {
      process.stdout.write(round < 0 ? '  warm-up' : `  ${round + 1}/${rounds}`);
      peaks.push(await plain.call('peak'));
      for (const run of runs) await turn(run, round >= 0);
    }
    console.log();
    // Other load only lowers a peak.
    const peak = Math.max(...peaks);
    const systems = runs.map(({ system, ms }) => ({
      system,
      ms: median(ms),
      fastest: Math.min(...ms),
      steps: ms.length,
    }));
    const { name, title, batch, side } = network;
    const row = {
      network: name,
      title,
      batch,
      side,
      path,
      parameters,
      flop,
      peak,
      kernels: file,
      proofs,
      systems,
    };
    return { version: page.version, row };
  } finally {
    await page.close();
    await plain.close();
  }
}

/** Starts the threads of a page. Returns the file of its kernels. */
async function start(page, wideTiles) {
  const { threads, file } = await page.call('start', THREADS, wideTiles);
  if (threads < THREADS) throw new Error(`This browser computes on ${threads} threads, not on ${THREADS}.`);
  return file;
}

/** Takes some steps of a system. The first turn has one, which may compile. */
async function turn(run, counts) {
  const { known, steps, ms } = run;
  const count = known ? Math.min(MAX_STEPS, Math.max(1, Math.round(TURN_MS / known))) : 1;
  const times = await steps(count);
  run.known = Math.min(...times);
  if (counts) ms.push(...times);
  await wait(REST_MS);
}

/** @throws {Error} when Pupila's step is not the others'. */
async function prove(page, network, images, references) {
  const proofs = await page.call('prove', network, images, references);
  for (const { from, mine, theirs } of proofs) {
    const digits = (value) => value.toExponential(1);
    const far = `loss ${digits(mine.loss)}, gradients ${digits(mine.gradient)}`;
    const others = `loss ${digits(theirs.loss)}, gradients ${digits(theirs.gradient)}`;
    console.log(`  from ${from} in float64: ${far}; its own float32: ${others}`);
    const isNear = (kind) => mine[kind] <= Math.max(LIMITS[kind], MARGIN * theirs[kind]);
    if (!isNear('loss') || !isNear('gradient'))
      throw new Error(`${network.title}: the step is not that of ${from}.`);
  }
  return proofs;
}
