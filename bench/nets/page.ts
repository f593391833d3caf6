/** The page of `npm run bench -- nets`: Pupila's own train step of a network. */
import { type BackendReport, startBackend } from '../../src/engines/select';
import type { KernelExports } from '../../src/engines/wasm/kernel-exports';
import { chooseWideTiles } from '../../src/engines/wasm/module';
import { registerWasmKernels } from '../../src/engines/wasm/register';
import { resolveLoss } from '../../src/options/resolve-loss';
import { TRAINING_TABLE } from '../../src/options/training-table';
import { graphFor } from '../../src/plan/graph/graph-for';
import { makeTrainStep, plannedFor } from '../../src/steps/train-path';
import { Optimizer } from '../../src/training/optimizers';
import type { TrainStep } from '../../src/training/train-step';
import { type Gradients, distance, gradientsOf, lengthOf } from '../support/gradients';
import { Peak } from '../support/peak';
import { type Parts, timedKernels } from '../support/timed-kernels';
import { type Built, type NetworkSpec, build, noise } from './model';
import { stepFlop } from './work';

const LOSS = resolveLoss('sparse_categorical_crossentropy');

let backend: BackendReport;
let peak: Peak;
let threads: number;

function makeStep({ model }: Built, optimizer: Optimizer, images: number): Promise<TrainStep> {
  const timeBudgetMs = TRAINING_TABLE.timeBudgetMs.default;
  return makeTrainStep({
    ...{ backend, model, optimizer, loss: LOSS, seed: 0, timeBudgetMs, threads, slots: null, images },
  });
}

/** What a peer computed of a step in one precision: its loss, and a file of gradients in the order of the weights. */
interface Computed {
  loss: number;
  file: string;
}

/** What a peer computed in double and in single precision. */
interface Reference {
  from: string;
  double: Computed;
  single: Computed;
}

/** How far two steps are from each other: their losses, and the gradients, as the largest share of a weight's length. */
interface Difference {
  loss: number;
  gradient: number;
}

/** How far Pupila's step and a peer's in single precision are from the peer's in double precision. */
interface Proof {
  from: string;
  mine: Difference;
  theirs: Difference;
}

/** Reads gradients of the lengths of others. */
async function read({ loss, file }: Computed, like: readonly ArrayLike<number>[]): Promise<Gradients> {
  const all = new Float32Array(await (await fetch(file)).arrayBuffer());
  let at = 0;
  return { loss, gradients: like.map(({ length }) => all.subarray(at, (at += length))) };
}

/** Gradients that are shorter, as a share of the longest, are compared with this length. */
const SMALLEST = 1e-3;

function differenceOf(given: Gradients, truth: Gradients): Difference {
  // A shift in front of a convolution and its normalization has no gradient but rounding.
  const least = SMALLEST * Math.max(...truth.gradients.map(lengthOf));
  const distances = given.gradients.map((values, i) => distance(values, truth.gradients[i]!, least));
  return { loss: Math.abs(given.loss - truth.loss), gradient: Math.max(...distances) };
}

/** Addresses are larger than sizes. */
const LARGEST_SIZE = 2 ** 16;

function partOf(name: string, args: number[]): string {
  const sizes = args.filter((value) => Number.isInteger(value) && value < LARGEST_SIZE);
  return [name, ...sizes.map(Number)].join(' ');
}

let run: (() => Promise<number>) | null = null;

const bench = {
  /** @param wideTiles Whether the browser computes on 256 bits. */
  async start(count: number, wideTiles: boolean): Promise<{ file: string; threads: number }> {
    if (wideTiles) chooseWideTiles();
    threads = count;
    backend = await startBackend('wasm');
    const kernels = await registerWasmKernels();
    peak = await Peak.create(kernels, threads);
    return { file: kernels.file, threads: backend.threads };
  },

  /** Compares one step of a network without dropout with what others computed. */
  async prove(network: NetworkSpec, images: number, references: Reference[]): Promise<Proof[]> {
    const layers = network.layers.map((layer) => (layer.op === 'dropout' ? { ...layer, rate: 0 } : layer));
    const built = build({ ...network, layers });
    const batch = noise(network, images);
    const { loss, gradients } = await gradientsOf(
      built.model,
      (optimizer) => makeStep(built, optimizer, images),
      batch,
    );
    const mine = { loss, gradients: built.places.map((place) => gradients[place] as ArrayLike<number>) };
    const proofs: Proof[] = [];
    for (const { from, double, single } of references) {
      const [truth, rounded] = await Promise.all([double, single].map((file) => read(file, mine.gradients)));
      proofs.push({ from, mine: differenceOf(mine, truth!), theirs: differenceOf(rounded!, truth!) });
    }
    return proofs;
  },

  /** Prepares a network for `step`. Returns its path, parameters, and operations of a step. */
  async load(network: NetworkSpec): Promise<{ path: string; parameters: number; flop: number }> {
    const built = build(network);
    const { model } = built;
    const optimizer = new Optimizer({ name: 'adam' });
    const planned = plannedFor(model, optimizer.config, LOSS);
    const path = 'plan' in planned ? 'chain' : 'graph' in planned ? 'graph' : 'tape';
    const compiled = graphFor(model);
    if ('reason' in compiled) throw new Error(compiled.reason.text);
    const batch = noise(network, network.batch);
    const step = await makeStep(built, optimizer, batch.size);
    run = async () => (await step.run(batch)).loss;
    const parameters = built.places.reduce((sum, place) => sum + (model.weights[place]?.read().size ?? 0), 0);
    return { path, parameters, flop: network.batch * stepFlop(compiled.graph) };
  },

  /**
   * Times the kernels of one step on one thread, the fastest of some. A part is a kernel and the sizes among its
   * arguments. `rest` is the time outside of kernels. The page is of no use afterwards.
   */
  async parts(network: NetworkSpec, tries: number): Promise<Parts> {
    const kernels = (await registerWasmKernels()) as { exports: KernelExports };
    const { exports, parts } = timedKernels(kernels.exports, partOf);
    kernels.exports = exports;
    threads = 1;
    await bench.load(network);
    await bench.steps(2);
    let [best, fastest]: [Parts, number] = [{}, Infinity];
    for (let i = 0; i < tries; i++) {
      for (const part of Object.keys(parts)) delete parts[part];
      const [ms = 0] = await bench.steps(1);
      if (ms < fastest) [best, fastest] = [{ ...parts }, ms];
    }
    const inKernels = Object.values(best).reduce((sum, ms) => sum + ms, 0);
    return { ...best, rest: fastest - inKernels };
  },

  /** Time in ms of each of some steps. */
  async steps(count: number): Promise<number[]> {
    const ms: number[] = [];
    for (let i = 0; i < count; i++) {
      const start = performance.now();
      await run?.();
      ms.push(performance.now() - start);
    }
    return ms;
  },

  peak: (): Promise<number> => peak.measure(threads),
};

export type NetsBench = typeof bench;
Object.assign(globalThis, { bench });
