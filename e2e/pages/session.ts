/**
 * A training session that is stopped, paused and disposed of at awkward moments, called by session.spec.ts. Runs in a
 * page.
 */
import { type TrainingSession as Session, type TrainingOptions } from '../../src/index';
import { file, pupila } from './library';

const { TrainingSession, buildNetwork, startBackend } = pupila;

/** Four steps. */
const OPTIONS: TrainingOptions = { epochs: 2, batchSize: 4, stepsPerEpoch: 2, seed: 5, targetSize: [24, 24] };

async function open(options: TrainingOptions = {}, inputs: { side?: number } = {}): Promise<Session> {
  await startBackend('wasm');
  const { side } = inputs;
  return new TrainingSession({
    data: { kind: 'archive', blob: await file('data/pets.zip'), name: 'pets.zip' },
    ...(side && { model: networkOf(side) }),
    options: { ...OPTIONS, backend: 'wasm', threads: 1, ...options },
  });
}

const networkOf = (side: number) =>
  buildNetwork({
    inputShape: [side, side, 3],
    layers: [{ type: 'Flatten' }, { type: 'Dense', units: 1, activation: 'sigmoid' }],
  });

/** Returns the value of a promise, or the code of its error. */
const outcome = <T>(work: Promise<T>): Promise<T | string> =>
  work.catch((error: unknown) => (error as { code?: string }).code ?? String(error));

/** Returns the number of steps of a `train` call, and whether it was stopped. */
async function steps(training: Promise<{ steps: { loss: number[] }; stopped: boolean }>) {
  const result = await outcome(training);
  return typeof result === 'string' ? result : { steps: result.steps.loss.length, stopped: result.stopped };
}

/** tfjs's global engine. */
declare const _tfengine: { memory(): { numTensors: number } };

const session = {
  async stopsWhilePreparing() {
    const opened = await open();
    const first = steps(opened.train());
    opened.stop();
    const states = [await first, opened.state];
    const again = [await steps(opened.train()), opened.state];
    opened.dispose();
    return [...states, ...again];
  },

  /** The server answers only the second time. */
  async preparesAgain() {
    const opened = new TrainingSession({
      data: { kind: 'url', url: 'data/later.zip' },
      options: { ...OPTIONS, backend: 'wasm', threads: 1 },
    });
    const refused = await steps(opened.train());
    const second = [await steps(opened.train()), opened.state];
    const { model } = await opened.prepare();
    opened.dispose();
    model.dispose();
    return [refused, ...second];
  },

  /** Stop and pause are called immediately after `train`. */
  async stopsAndPausesAtOnce() {
    const opened = await open();
    const { model } = await opened.prepare();
    const stopped = steps(opened.train());
    opened.stop();
    const first = await stopped;
    const paused = steps(opened.train());
    opened.pause();
    await new Promise((resolve) => setTimeout(resolve, 300));
    const { state } = opened;
    opened.resume();
    const all = [first, state, await paused];
    opened.dispose();
    model.dispose();
    return all;
  },

  /** A stop before training has no effect later. */
  async stopsBefore() {
    const opened = await open();
    opened.stop();
    const result = await steps(opened.train());
    opened.stop();
    const again = await steps(opened.train());
    opened.dispose();
    return [result, again];
  },

  async pausesInLastStep() {
    const opened = await open();
    opened.events.on('validating', () => undefined);
    opened.events.on('epoch', ({ epoch, epochs }) => {
      if (epoch === epochs - 1) opened.pause();
    });
    const results = [await steps(opened.train()), opened.state];
    results.push(await steps(opened.train()));
    opened.dispose();
    return results;
  },

  async disposesWhileTraining() {
    const opened = await open({ epochs: 50 });
    const first = new Promise<void>((resolve) => opened.events.on('step', () => resolve()));
    const training = outcome(opened.train());
    await first;
    opened.dispose();
    const result = await training;
    return [
      typeof result === 'string' ? result : result.stopped,
      await outcome(opened.predict('training', [0])),
      await steps(opened.train()),
    ];
  },

  async disposesWhilePreparing() {
    const opened = await open();
    const training = steps(opened.train());
    opened.dispose();
    return [await training, await steps(opened.train())];
  },

  /** Returns the number of tensors left by a session that created its network after it was disposed of. */
  async disposesBeforeTheNetwork() {
    const opened = await open();
    const before = _tfengine.memory().numTensors;
    opened.events.on('backend', () => opened.dispose());
    const training = await steps(opened.train());
    return { training, tensors: _tfengine.memory().numTensors - before };
  },

  /** Passes a network for images of another size than the session's. */
  async takesAnother(side: number) {
    const opened = await open({}, { side });
    const result = await opened.train().catch((error: unknown) => (error as Error).message);
    opened.dispose();
    return typeof result === 'string' ? result : 'trained';
  },
};

export type SessionPage = typeof session;
Object.assign(globalThis, { session });
