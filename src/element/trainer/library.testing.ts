/** A fake library for tests of the trainer's state. Tests decide when it loads and when its sessions end. */
import { resolveOptions } from '../../options/resolve-options';
import type { SessionInputs, SessionState } from '../../index';

/** Controls and records of the fake. */
export const library = {
  load: (): void => undefined,
  loaded: Promise.resolve(),
  sessions: [] as FakeSession[],
  models: [] as { disposed: number }[],
};

/** Trains until it is stopped or a test calls `fail`. */
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

/** Replaces `../engine`. */
export async function engine() {
  await library.loaded;
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

/** Resets the fake to a library that has not loaded yet. */
export function awaitLibrary(): void {
  library.loaded = new Promise((resolve) => (library.load = resolve));
  library.sessions = [];
  library.models = [];
}
