/** Runs that are interrupted and continue from a checkpoint, for resume.spec.ts. */
import type { CheckpointStore, TrainingOptions } from '../../src/index';
import { file, pupila } from './library';

const { TrainingSession, buildNetwork, readCheckpoint, startBackend, weightValues } = pupila;

const OPTIONS: TrainingOptions = {
  ...{ targetSize: [20, 20], batchSize: 5, epochs: 3, stepsPerEpoch: 4, seed: 7, validationSplit: 0.25 },
  ...{ validationSteps: 1, backend: 'wasm' },
};

const CONVOLUTION = { type: 'Conv2D', filters: 8, kernelSize: 3, strides: 1, padding: 'same' } as const;

/** Networks by the path that trains them. Both drop values. */
const NETWORKS = {
  chain: () =>
    buildNetwork({
      inputShape: [20, 20, 3],
      layers: [
        { ...CONVOLUTION, activation: 'relu' },
        { type: 'MaxPooling2D', poolSize: 2, strides: 2, padding: 'valid' },
        { type: 'Flatten' },
        { type: 'Dropout', rate: 0.4 },
        { type: 'Dense', units: 1, activation: 'sigmoid' },
      ],
    }),
  graph: () =>
    buildNetwork({
      inputShape: [20, 20, 3],
      layers: [
        { ...CONVOLUTION, activation: 'linear' },
        { type: 'BatchNormalization' },
        { type: 'GlobalAveragePooling2D' },
        { type: 'Dropout', rate: 0.4 },
        { type: 'Dense', units: 1, activation: 'sigmoid' },
      ],
    }),
};

interface Outcome {
  weights: number[][];
  history: Record<string, number[]>;
  losses: number[];
  epochs: number[];
}

const files = new Map<string, Blob>();
const store: CheckpointStore = {
  write: (name, written) => Promise.resolve(void files.set(name, written)),
  everySeconds: 0,
};
let initial: Float32Array[] | null = null;

async function run(
  network: keyof typeof NETWORKS,
  options: TrainingOptions,
  stopAfter: number | null,
  checkpoint: Blob | null,
): Promise<Outcome> {
  await startBackend('wasm');
  const model = NETWORKS[network]();
  initial ??= await weightValues(model);
  const session = new TrainingSession({
    data: { kind: 'archive', blob: await file('data/pets.zip'), name: 'pets.zip' },
    model,
    initialWeights: initial,
    checkpoint: checkpoint && (await readCheckpoint(checkpoint)),
    checkpoints: store,
    options: checkpoint ? { backend: 'wasm', ...options } : { ...OPTIONS, ...options },
  });
  let steps = 0;
  const epochs: number[] = [];
  session.events.on('step', () => {
    if (++steps === stopAfter) session.stop();
  });
  session.events.on('epoch', ({ epoch }) => epochs.push(epoch));
  const result = await session.train();
  const weights = (await weightValues(model)).map((each) => [...each]);
  session.dispose();
  model.dispose();
  return { weights, history: result.history, losses: result.steps.loss, epochs };
}

/** The newest checkpoint. */
async function newest(): Promise<Blob> {
  const found = [];
  for (const name of ['0.ckpt', '1.ckpt']) {
    const written = files.get(name);
    if (written) found.push({ written, at: (await readCheckpoint(written)).facts.savedAt });
  }
  return found.sort((a, b) => b.at - a.at)[0]!.written;
}

const resume = {
  /** Whether a run that is stopped after so many steps, and goes on in a new session, ends as one that was not. */
  async continues(network: keyof typeof NETWORKS, options: TrainingOptions, stops: readonly number[]) {
    initial = null;
    const whole = await run(network, options, null, null);
    const outcomes: boolean[] = [];
    for (const stop of stops) {
      files.clear();
      await run(network, options, stop, null);
      const rest = await run(network, { threads: 1, workers: 1 }, null, await newest());
      outcomes.push(JSON.stringify(rest.weights) === JSON.stringify(whole.weights));
      outcomes.push(JSON.stringify(rest.history) === JSON.stringify(whole.history));
      outcomes.push(JSON.stringify(rest.losses) === JSON.stringify(whole.losses));
    }
    return { outcomes, steps: whole.losses.length };
  },

  /** The message of a run that goes on with other options. */
  async refuses(options: TrainingOptions): Promise<string> {
    files.clear();
    initial = null;
    await run('chain', {}, 2, null);
    return run('chain', options, null, await newest()).then(
      () => 'it went on',
      (error: Error) => error.message,
    );
  },
};

export type ResumePage = typeof resume;
Object.assign(globalThis, { resume });
