/** Training sessions on WebGPU whose device fails midway, called by recovery.spec.ts. Runs in a page. */
import type { BackendChoice, NetworkSpec, Recovery } from '../../src/index';
import { file, pupila } from './library';

const { TrainingSession, buildNetwork, startBackend } = pupila;

declare global {
  /** Every device that the page received; see `recordDevices`. */
  var devices: GPUDevice[];
  /** How the test wants the browser's adapters to appear from now on. */
  var adapters: 'as they are' | 'none' | 'called hardware';
}

/** Small, so that a software driver compiles it quickly. */
const NETWORK: NetworkSpec = {
  inputShape: [12, 12, 3],
  layers: [
    { type: 'Conv2D', filters: 4, kernelSize: 3, strides: 1, padding: 'valid', activation: 'relu' },
    { type: 'MaxPooling2D', poolSize: 2, strides: 2, padding: 'valid' },
    { type: 'Flatten' },
    { type: 'Dense', units: 1, activation: 'sigmoid' },
  ],
};

/** The ways in which a device fails. */
const FAILURES = {
  lost: (device: GPUDevice) => device.destroy(),
  'not valid': (device: GPUDevice) =>
    void device.createBuffer({ size: 4, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.MAP_WRITE }),
  // The software driver has no single allocation as large as the largest buffer.
  'no memory': (device: GPUDevice) =>
    void device.createBuffer({ size: device.limits.maxBufferSize, usage: GPUBufferUsage.STORAGE }),
};

/** Which failure to cause, and after how many finished steps. Affects the newest device at that time. */
export interface Failure {
  how: keyof typeof FAILURES;
  after: number;
  /** How adapters appear from then on. */
  adapters?: typeof adapters;
}

const recovery = {
  async network(backend: BackendChoice) {
    // The network's initial weights are tensors, so the backend must be ready.
    await startBackend(backend);
    return buildNetwork(NETWORK, 5);
  },

  async train(backend: BackendChoice, failures: Failure[]) {
    const model = await recovery.network(backend);
    const session = new TrainingSession({
      data: { kind: 'archive', blob: await file('data/pets.zip'), name: 'pets.zip' },
      model,
      options: {
        backend,
        epochs: 4,
        batchSize: 4,
        targetSize: [12, 12],
        seed: 5,
        augmentation: 'none',
        optimizer: 'sgd',
        learningRate: 0.05,
        momentum: 0.5,
        threads: 1,
      },
    });
    const recoveries: Recovery[] = [];
    session.events.on('recovery', (each) => recoveries.push(each));
    let finished = 0;
    const fail = (): void => {
      const failure = failures.find(({ after }) => after === finished);
      if (!failure) return;
      globalThis.adapters = failure.adapters ?? globalThis.adapters;
      FAILURES[failure.how](devices.at(-1) as GPUDevice);
    };
    session.events.on('step', ({ step, stepsPerEpoch }) => {
      finished += 1;
      // At the end of an epoch, the state is read back first.
      if (step + 1 < stepsPerEpoch) fail();
    });
    session.events.on('epoch', fail);
    const { history, steps } = await session.train();
    const { path } = (await session.prepare()).step;
    session.dispose();
    return { recoveries, history, losses: steps.loss, path, devices: devices.length };
  },
};

export type RecoveryPage = typeof recovery;
Object.assign(globalThis, { recovery });
