/**
 * Repeated training in one page, and training while workers are terminated; called by again.spec.ts and deaths.spec.ts.
 */
import type {} from '../../src/element/trainer/pupila-trainer';
import { type TrainingOptions } from '../../src/index';
import { file, pupila } from './library';

const { Predictor, TrainingSession, loadAnyModel } = pupila;

/** Three steps. */
const OPTIONS: TrainingOptions = {
  epochs: 1,
  batchSize: 8,
  stepsPerEpoch: 3,
  validationSteps: 1,
  seed: 5,
  targetSize: [64, 64],
  backend: 'wasm',
};

type Kind = 'data-worker' | 'kernel-thread';

/** Which worker to terminate, and how many ms after the first one of its kind started. */
export interface Death {
  who: Kind;
  ms: number;
  /** Which of the workers, as a fraction in [0, 1). */
  which: number;
}

/** The result of a run. */
export interface Run {
  /** Losses of all steps, or the error's code and message. */
  outcome: number[] | string;
  /** Time from the first worker of a kind to the end of the run, in ms. */
  ms: Record<Kind, number>;
  /** Time from the death to the end of the run, in ms; null if the run ended first. */
  afterDeathMs: number | null;
}

const workersOf = (kind: Kind, from: number) =>
  startedWorkers.slice(from).filter(({ url }) => url.includes(kind));

const again = {
  /**
   * Runs one session from start to `dispose`.
   *
   * @param network A model's file. Default: the course's network.
   */
  async run(
    options: TrainingOptions,
    death: Death | null = null,
    name = 'pets.zip',
    network: string | null = null,
  ): Promise<Run> {
    const model = network ? (await loadAnyModel(`fixtures/${network}`)).model : undefined;
    const session = new TrainingSession({
      data: { kind: 'archive', blob: await file(`data/${name}`), name },
      ...(model && { model }),
      options: { ...OPTIONS, ...(model && { targetSize: [40, 36] }), ...options },
    });
    const before = startedWorkers.length;
    let died: number | null = null;
    const watch = setInterval(() => {
      const now = performance.now();
      const alive = death ? workersOf(death.who, before) : [];
      if (!death || !alive[0] || now < alive[0].atMs + death.ms) return;
      died = now;
      alive[Math.floor(alive.length * death.which)]?.worker.terminate();
      clearInterval(watch);
    });
    const end = (outcome: Run['outcome']): Run => {
      const now = performance.now();
      const ms = (kind: Kind): number => now - (workersOf(kind, before)[0]?.atMs ?? now);
      return {
        outcome,
        ms: { 'data-worker': ms('data-worker'), 'kernel-thread': ms('kernel-thread') },
        afterDeathMs: died && now - died,
      };
    };
    try {
      const { steps } = await session.train();
      return end(steps.loss);
    } catch (error) {
      const { code, message } = error as { code?: string; message: string };
      return end(`${code}: ${message}`);
    } finally {
      clearInterval(watch);
      const prepared = await session.prepare().catch(() => null);
      session.dispose();
      prepared?.model.dispose();
    }
  },

  /** Runs the same session several times. */
  async runs(count: number, options: TrainingOptions): Promise<Run['outcome'][]> {
    const outcomes = [];
    for (let i = 0; i < count; i++) outcomes.push((await again.run(options)).outcome);
    return outcomes;
  },

  /** Alternates a data set with a damaged picture and a good one, and returns the outcome of each. */
  async damagedThenGood(count: number, options: TrainingOptions): Promise<Run['outcome'][][]> {
    const outcomes = [];
    for (let i = 0; i < count; i++) {
      const { outcome: damaged } = await again.run(options, null, 'damaged.zip');
      outcomes.push([damaged, (await again.run(options)).outcome]);
    }
    return outcomes;
  },

  /** Runs sessions with batches of several megabytes. */
  async sessions(count: number): Promise<void> {
    for (let i = 0; i < count; i++) await again.run({ targetSize: [100, 100] });
  },
};

/** Terminates every worker of a kind started since `from`, and waits until this is detected. */
async function endAll(kind: Kind, from: number): Promise<void> {
  for (const { worker } of workersOf(kind, from)) worker.terminate();
  await new Promise((resolve) => setTimeout(resolve, 500));
}

const idle = {
  /** Terminates all data workers during a pause. */
  async inAPause(options: TrainingOptions): Promise<number[]> {
    const from = startedWorkers.length;
    const session = new TrainingSession({
      data: { kind: 'archive', blob: await file('data/pets.zip'), name: 'pets.zip' },
      options: { ...OPTIONS, ...options },
    });
    session.events.on('step', ({ epoch, step }) => {
      if (epoch === 0 && step === 0) session.pause();
    });
    const training = session.train();
    await until(() => session.state === 'paused');
    await endAll('data-worker', from);
    session.resume();
    const { steps } = await training;
    const { model } = await session.prepare();
    session.dispose();
    model.dispose();
    return steps.loss;
  },

  /** Terminates a predictor's workers between two pictures, and returns the number of predictions that follow. */
  async predictor(): Promise<number> {
    const predictor = new Predictor(await loadAnyModel('fixtures/small_binary_adam.final.keras'), 'wasm');
    const picture = await file('fixtures/0.jpg');
    await predictor.predict(picture);
    const from = startedWorkers.length;
    let count = 0;
    for (let i = 0; i < 3; i++) {
      await endAll('data-worker', i === 0 ? 0 : from);
      count += (await predictor.predict(picture)).classes.length;
    }
    predictor.dispose();
    return count;
  },
};

async function until(is: () => boolean): Promise<void> {
  while (!is()) await new Promise((resolve) => setTimeout(resolve, 5));
}

const elementSettings = async () => ({
  data: { kind: 'archive' as const, blob: await file('data/pets.zip'), name: 'pets.zip' },
  epochs: 1,
  batchSize: 8,
  stepsPerEpoch: 3,
  validationSteps: 1,
  seed: 5,
  targetSize: 64,
  backend: 'wasm' as const,
});

const element = {
  /** Starts one element several times, and returns the outcome of each start. */
  async starts(count: number): Promise<Run['outcome'][]> {
    const trainer = await newElement();
    const outcomes = [];
    for (let i = 0; i < count; i++) outcomes.push((await trainer.start()).steps.loss);
    trainer.remove();
    return outcomes;
  },

  /** Adds an element to the page, trains, and removes it, several times. */
  async comesAndGoes(count: number): Promise<void> {
    for (let i = 0; i < count; i++) {
      const trainer = await newElement();
      await trainer.start();
      trainer.remove();
    }
  },
};

async function newElement(): Promise<HTMLElementTagNameMap['pupila-trainer']> {
  const built: string = '/browser/element.js';
  await import(built);
  const trainer = document.createElement('pupila-trainer');
  document.body.append(trainer);
  return Object.assign(trainer, await elementSettings());
}

/** Returns what tfjs holds now. */
function held(): { tensors: number; heapBytes: number } {
  const { _tfengine } = globalThis as unknown as {
    _tfengine: {
      memory(): { numTensors: number };
      backend: { wasm: { HEAPU8: Uint8Array } };
    };
  };
  return {
    tensors: _tfengine.memory().numTensors,
    heapBytes: _tfengine.backend.wasm.HEAPU8.buffer.byteLength,
  };
}

const all = { ...again, ...element, idle, held };

export type AgainPage = typeof all;
Object.assign(globalThis, { again: all });
