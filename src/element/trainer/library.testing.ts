/** Stands in for the library in tests of the trainer's state: it comes, and its sessions end, when a test says so. */
import { resolveOptions } from '../../options/resolve-options';
import type { SessionInputs, SessionState } from '../../index';

/** What a test has of it. */
export const library = {
  arrive: (): void => undefined,
  arrived: Promise.resolve(),
  sessions: [] as FakeSession[],
  models: [] as { disposed: number }[],
};

/** Trains until it is stopped, or until a test has it fail. */
class FakeSession {
  state: SessionState = 'idle';
  readonly events = { on: () => undefined };
  fail!: (error: Error) => void;
  #stop = (): void => undefined;

  constructor(readonly inputs: SessionInputs) {
    library.sessions.push(this);
  }

  prepare() {
    return Promise.resolve({ model: { dispose: () => undefined } });
  }

  train() {
    this.state = 'running';
    return new Promise<void>((resolve, reject) => {
      this.#stop = resolve;
      this.fail = (error) => {
        this.state = 'failed';
        reject(error);
      };
    });
  }

  stop(): void {
    this.state = 'stopped';
    this.#stop();
  }

  dispose(): void {
    this.state = 'stopped';
  }
}

/** In the place of `../engine`. */
export async function engine() {
  await library.arrived;
  return {
    resolveOptions,
    TrainingSession: FakeSession,
    startBackend: () => Promise.resolve(),
    inputShape: () => [8, 8, 3],
    weightValues: () => Promise.resolve([]),
    loadModelFile: () => {
      const model = { disposed: 0, dispose: () => void (model.disposed += 1) };
      library.models.push(model);
      return Promise.resolve({ model });
    },
    Predictor: class {
      metadata = { classes: ['a', 'b'] };
      dispose(): void {
        // Nothing to free.
      }
    },
  };
}

/** A library that has not come yet. */
export function awaitLibrary(): void {
  library.arrived = new Promise((resolve) => (library.arrive = resolve));
  library.sessions = [];
  library.models = [];
}
