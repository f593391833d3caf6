/** `BackupAndRestore` keeps checkpoints when Keras's saves: fixtures/callback_results.json. */
import '@tensorflow/tfjs-backend-cpu';
import { readFileSync } from 'node:fs';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { BackupAndRestore, backupOf } from '../../training/callbacks/backup-and-restore';
import { makeCallbacks } from '../../training/callbacks/registry';
import { CallbackList } from '../../training/callbacks/callback-list';
import { fit } from '../../training/fit';
import { Recorder, numbers } from '../../training/fit.testing';
import { Optimizer } from '../../training/optimizers';
import { CheckpointKeeper, everyStepsOf } from './checkpoint-keeper';

const { backup: KERAS } = JSON.parse(readFileSync('fixtures/callback_results.json', 'utf8')) as {
  /** Epochs of three batches. */
  backup: {
    arguments: Record<string, unknown>;
    stop_after: number | null;
    saved: number[];
    files: string[];
  }[];
};

const EPOCH_ENDS = [3, 6, 9, 12];

/** Trains four epochs, or until so many steps are done. */
async function train(callback: BackupAndRestore, stopAfter: number | null) {
  const saved: number[] = [];
  const files = new Set<string>();
  const stop = new AbortController();
  const keeper = new CheckpointKeeper({
    store: {
      everySeconds: 1e9,
      write(name, _file, { progress: { epoch, step } }) {
        saved.push(3 * epoch + step);
        files.add(name);
        return Promise.resolve();
      },
      copy: () => Promise.resolve(),
      remove: (name) => Promise.resolve(void files.delete(name)),
    },
    everySteps: everyStepsOf(callback.options),
    step: new Recorder(),
    model: sequential({ layers: [layers.dense({ units: 1, inputShape: [2] })] }),
    optimizer: new Optimizer({ name: 'sgd' }),
    facts: { options: {}, identity: {}, backend: 'wasm' },
    onWarning: ({ text }) => expect.unreachable(text),
  });
  const counter = { onTrainBatchEnd: () => void (++done === stopAfter && stop.abort()) };
  let done = 0;
  const callbacks = new CallbackList([callback, counter]);
  const run = { source: numbers(), epochs: 4, callbacks, signal: stop.signal, keeper };
  const { stopped } = await fit(new Recorder(), run);
  await keeper.whenWritten();
  return { saved, files, keeper, stopped };
}

describe('BackupAndRestore', () => {
  it.each(KERAS)('saves after the same steps: $arguments, stopped after $stop_after', async (keras) => {
    const callback = new BackupAndRestore(keras.arguments);
    const { saved, files, stopped } = await train(callback, keras.stop_after);
    // Pupila also keeps the ends of epochs, and the last step of a run that is stopped.
    const ends = EPOCH_ENDS.filter((end) => end <= (keras.stop_after ?? 12));
    const others = keras.stop_after === null ? ends : [...ends, keras.stop_after];
    const expected = [...new Set([...keras.saved, ...others])].sort((a, b) => a - b);
    expect([...new Set(saved)]).toEqual(expected);
    expect(stopped).toBe(keras.stop_after !== null);
    expect([...files]).toEqual(['0.ckpt', '1.ckpt']);
  });

  it('removes the last two checkpoints, and not that of the best epoch', async () => {
    const { files, keeper } = await train(new BackupAndRestore(), null);
    files.add('best.ckpt');
    await keeper.remove();
    expect([...files]).toEqual(['best.ckpt']);
  });

  it('is made by its name', () => {
    const [callback] = makeCallbacks([{ name: 'BackupAndRestore', backup_dir: 'b', save_freq: 5 }]);
    expect(backupOf([{ onEpochEnd: () => 0 }, callback as BackupAndRestore], true)).toEqual({
      backupDir: 'b',
      saveFreq: 5,
      doubleCheckpoint: false,
      deleteCheckpoint: true,
    });
    expect(backupOf([], false)).toBeNull();
  });

  it.each([{ saveFreq: 0 }, { save_freq: false }, { saveFreq: 1.5 }, { saveFreq: 'batch' }])(
    'refuses %o',
    (options) => {
      expect(() => new BackupAndRestore(options as object)).toThrow(
        /`save_?[fF]req` must be 'epoch' or a number of batches of at least 1\./,
      );
    },
  );

  it('needs a place, and must be given once', () => {
    const one = new BackupAndRestore();
    expect(() => backupOf([one], false)).toThrow('BackupAndRestore needs a place for checkpoints');
    expect(() => backupOf([one, one], true)).toThrow('BackupAndRestore must be given only once.');
  });
});
