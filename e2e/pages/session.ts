/**
 * A training session that is stopped, paused and disposed of at awkward moments, called by session.spec.ts. Runs in a
 * page.
 */
import type { Callback, SessionInputs, TrainingSession as Session, TrainingOptions } from '../../src/index';
import { file, pupila } from './library';

const {
  TrainingSession,
  buildNetwork,
  callbacks,
  loadModelFile,
  loadWeightsFile,
  saveModelFile,
  startBackend,
  weightValues,
} = pupila;

/** Four steps. */
const OPTIONS: TrainingOptions = { epochs: 2, batchSize: 4, stepsPerEpoch: 2, seed: 5, targetSize: [24, 24] };

async function open(
  options: TrainingOptions = {},
  inputs: { side?: number } & Pick<SessionInputs, 'callbacks' | 'files'> = {},
): Promise<Session> {
  await startBackend('wasm');
  const { side, callbacks = [], files = null } = inputs;
  return new TrainingSession({
    data: { kind: 'archive', blob: await file('data/pets.zip'), name: 'pets.zip' },
    ...(side && { model: networkOf(side) }),
    callbacks,
    files,
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

  /** Returns the calls of a callback that awaits and ends training after the first epoch, and the outcome. */
  async callsBack() {
    const calls: string[] = [];
    const opened = await open(
      { epochs: 3, validationSplit: 0.5, validationSteps: 1 },
      {
        callbacks: [
          {
            onTrainBegin: (_, { params, learningRate }) =>
              calls.push(`begin ${params.steps} ${learningRate}`),
            onTrainBatchEnd: async (batch, { loss }) => {
              await new Promise((resolve) => setTimeout(resolve, 20));
              calls.push(`batch ${batch} ${Number.isFinite(loss)}`);
            },
            on_test_end: () => calls.push('test'),
            onEpochEnd: (epoch, logs, { stopTraining }) => {
              calls.push(`epoch ${epoch} ${Object.keys(logs).join()}`);
              stopTraining('enough');
            },
            onTrainEnd: () => calls.push('end'),
          },
        ],
      },
    );
    opened.events.on('stopTraining', ({ reason }) => calls.push(reason.es));
    const { model } = await opened.prepare();
    const outcome = [await steps(opened.train()), opened.state];
    opened.dispose();
    model.dispose();
    return { calls, outcome };
  },

  /** Trains with a learning rate that leads to NaN. Returns the outcome, and whether the model has the last weights. */
  async endsAtNaN(byName: boolean) {
    const opened = await open(
      {
        epochs: 5,
        stepsPerEpoch: 8,
        optimizer: 'sgd',
        learningRate: 1e30,
        ...(byName && { callbacks: 'terminate_on_nan' }),
      },
      { callbacks: byName ? [] : [new callbacks.TerminateOnNaN()] },
    );
    const { model } = await opened.prepare();
    const before = await weightValues(model);
    const { history, steps, stopped, stopTraining } = await opened.train();
    const after = await weightValues(model);
    const result = {
      finite: steps.loss.map(Number.isFinite),
      epochs: history['loss']?.map(Number.isFinite),
      stopped,
      reason: stopTraining?.reason.en,
      state: opened.state,
      changed: after.some((values, i) => values.some((value, k) => value !== before[i]?.[k])),
    };
    opened.dispose();
    model.dispose();
    return result;
  },

  /** Trains until a score stops improving. Returns the files, and what has the weights of the best epoch, the second. */
  async restoresBestWeights() {
    const files = new Map<string, string | Uint8Array<ArrayBuffer>>();
    const scores = [3, 1, 2, 2, 0];
    const opened = await open(
      { epochs: 5, optimizer: 'sgd', learningRate: 0.1 },
      {
        files: {
          write: (path, content) => files.set(path, content),
          remove: (path) => files.delete(path),
        },
        callbacks: [
          { onEpochEnd: (epoch, logs) => (logs['score'] = scores[epoch] as number) },
          new callbacks.ModelCheckpoint({ filepath: 'models/{epoch:02d}.keras' }),
          new callbacks.ModelCheckpoint({ filepath: 'w-{epoch}.weights.h5', saveWeightsOnly: true }),
          new callbacks.CSVLogger({ filename: 'log.csv' }),
          new callbacks.ReduceLROnPlateau({ monitor: 'score', mode: 'min', factor: 0.5, patience: 1 }),
          new callbacks.EarlyStopping({
            monitor: 'score',
            mode: 'min',
            patience: 2,
            restoreBestWeights: true,
          }),
        ],
      },
    );
    const { model } = await opened.prepare();
    const { history, stopTraining } = await opened.train();
    const { model: other } = await loadModelFile(
      new Blob([files.get('models/01.keras') as Uint8Array<ArrayBuffer>]),
    );
    const end = String(await weightValues(model));
    const equal: string[] = [];
    for (const [path, content] of files) {
      if (typeof content === 'string') continue;
      await loadWeightsFile(other, new Blob([content]));
      if (String(await weightValues(other)) === end) equal.push(path);
    }
    const result = {
      rates: history['learning_rate'],
      reason: stopTraining?.reason.en,
      state: opened.state,
      files: [...files.keys()].sort(),
      equal,
      lines: String(files.get('log.csv'))
        .split('\r\n')
        .map((line) => line.split(',').length),
    };
    opened.dispose();
    model.dispose();
    return result;
  },

  /** Returns the errors of sessions with a misspelt method, with a single callback, and with an option as an input. */
  async refusesInputs() {
    const callback = { onEpochEnd: () => undefined };
    const messageOf = (error: unknown) => (error as Error).message;
    const data = { kind: 'url', url: 'data/pets.zip' } as const;
    return [
      await open({}, { callbacks: [{ onEpochEndd: () => undefined } as Callback] }).catch(messageOf),
      await open({}, { callbacks: callback as unknown as Callback[] }).catch(messageOf),
      await Promise.resolve()
        .then(() => new TrainingSession(Object.assign({ data }, { epochs: 3 })))
        .catch(messageOf),
    ];
  },

  /** Returns the learning rate in the file of a model, after a callback changed it. */
  async savesLearningRate() {
    const opened = await open(
      { learningRate: 0.5, epochs: 1, optimizer: 'sgd' },
      { callbacks: [{ onEpochEnd: (_, __, context) => (context.learningRate /= 4) }] },
    );
    const { model } = await opened.prepare();
    await opened.train();
    const saved = { metadata: await opened.metadata(), compile: await opened.compileArguments() };
    const loaded = await loadModelFile(await saveModelFile(model, 'keras', saved));
    opened.dispose();
    for (const each of [model, loaded.model]) each.dispose();
    return loaded.optimizer?.name === 'sgd' ? loaded.optimizer.learningRate : null;
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
