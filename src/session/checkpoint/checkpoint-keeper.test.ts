import '@tensorflow/tfjs-backend-cpu';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { Optimizer } from '../../training/optimizers';
import type { TrainingOptions } from '../../options/training-options';
import type { FitProgress } from '../../training/fit-progress';
import type { TrainStep } from '../../training/train-step';
import { CheckpointKeeper, type CheckpointStore } from './checkpoint-keeper';
import { readCheckpoint } from './checkpoint-file';

const progress = (losses: readonly number[], more: Partial<FitProgress> = {}): FitProgress => ({
  ...{
    epoch: losses.length,
    step: 0,
    sums: { images: 0, loss: 0, accuracy: 0 },
    history: { loss: [...losses] },
  },
  ...{ steps: { loss: [], accuracy: [] }, stepMs: [], waitMs: 0, images: 0 },
  ...{ lossNotFinite: null, stopTraining: null, callbacks: [] },
  ...more,
});

function keeperOn(store: CheckpointStore, options: TrainingOptions = {}, everySteps: number | null = null) {
  const warnings: string[] = [];
  const keeper = new CheckpointKeeper({
    store,
    everySteps,
    step: { slots: () => Promise.resolve([]) } as unknown as TrainStep,
    model: sequential({ layers: [layers.dense({ units: 1, inputShape: [2] })] }),
    optimizer: new Optimizer({ name: 'sgd' }),
    facts: { options, identity: {}, backend: 'wasm' },
    onWarning: ({ text }) => warnings.push(text),
  });
  return { keeper, warnings };
}

it('writes two files in turns, and the best epoch’s', async () => {
  const names: string[] = [];
  const epochs = new Map<string, number>();
  const { keeper } = keeperOn({
    async write(name, file) {
      names.push(name);
      epochs.set(name, (await readCheckpoint(file)).facts.progress.epoch);
    },
  });
  for (const losses of [[3], [3, 2], [3, 2, 4]]) await keeper.keep(progress(losses));
  await keeper.keep(progress([3, 2, 4], { step: 5 }));
  await keeper.whenWritten();
  expect(names).toEqual(['0.ckpt', 'best.ckpt', '1.ckpt', 'best.ckpt', '0.ckpt', '1.ckpt']);
  expect(Object.fromEntries(epochs)).toEqual({ '0.ckpt': 3, '1.ckpt': 3, 'best.ckpt': 2 });
});

it('keeps a run whose validation loss is no number, and does not call its epoch the best', async () => {
  const names: string[] = [];
  const { keeper } = keeperOn({ write: (name) => Promise.resolve(void names.push(name)) });
  const lossNotFinite = {
    part: 'validation',
    epoch: 0,
    step: 0,
    loss: NaN,
    reason: { en: '', es: '' },
  } as const;
  const history = { loss: [3, 2], val_loss: [NaN, 2] };
  await keeper.keep(progress([3], { lossNotFinite, history: { loss: [3], val_loss: [NaN] } }));
  await keeper.keep(progress([3, 2], { lossNotFinite, history }));
  await keeper.whenWritten();
  expect(names).toEqual(['0.ckpt', '1.ckpt', 'best.ckpt']);
});

it('lets training wait for a store that is slower than the epochs', async () => {
  const release: (() => void)[] = [];
  const { keeper } = keeperOn({ write: () => new Promise((resolve) => release.push(resolve)) });
  const kept: number[] = [];
  const keep = async (epoch: number) => {
    // No epoch is better than the first.
    await keeper.keep(progress(Array.from({ length: epoch }, (_, i) => i)));
    kept.push(epoch);
  };
  const releaseNext = async () => {
    await expect.poll(() => release.length).toBe(1);
    release.pop()?.();
  };
  await keep(1);
  await keep(2);
  const third = keep(3);
  // The first one is written twice: it is the best.
  await releaseNext();
  await releaseNext();
  await expect.poll(() => release.length).toBe(1);
  expect(kept).toEqual([1, 2]);
  await releaseNext();
  await third;
  expect(kept).toEqual([1, 2, 3]);
  await releaseNext();
  await keeper.whenWritten();
});

it('copies the best one where the store can', async () => {
  const calls: string[] = [];
  const { keeper } = keeperOn({
    write: (name) => Promise.resolve(void calls.push(name)),
    copy: (from, to) => Promise.resolve(void calls.push(`${from} to ${to}`)),
  });
  for (const losses of [[3], [3, 2]]) await keeper.keep(progress(losses));
  await keeper.whenWritten();
  expect(calls).toEqual(['0.ckpt', '0.ckpt to best.ckpt', '1.ckpt', '1.ckpt to best.ckpt']);
});

it('keeps the best of the epochs that end with a validation', async () => {
  const best: number[] = [];
  const write = async (name: string, file: Blob): Promise<void> => {
    if (name === 'best.ckpt') best.push((await readCheckpoint(file)).facts.progress.epoch);
  };
  const { keeper } = keeperOn({ write }, { validationFreq: 2 });
  for (const [i, validated] of [[], [3], [3], [3, 2], [3, 2]].entries()) {
    const history = { loss: [9, 8, 7, 6, 5].slice(0, i + 1), ...(i > 0 && { val_loss: validated }) };
    await keeper.keep(progress([], { epoch: i + 1, history }));
  }
  await keeper.whenWritten();
  expect(best).toEqual([1, 2, 4]);
});

it('says once that a checkpoint was not written, and goes on', async () => {
  let isFull = true;
  const written: string[] = [];
  const { keeper, warnings } = keeperOn({
    write(name) {
      if (isFull) return Promise.reject(new Error('No space left on device.'));
      written.push(name);
      return Promise.resolve();
    },
  });
  await keeper.keep(progress([3]));
  await keeper.keep(progress([3, 2]));
  await keeper.whenWritten();
  expect(warnings).toEqual(['A checkpoint was not written; training continues. No space left on device.']);
  isFull = false;
  await keeper.keep(progress([3, 2, 4]));
  await keeper.whenWritten();
  expect(written).toEqual(['0.ckpt']);
});

it('keeps the last good checkpoint of a run whose loss is no number, and waits for a slow store', async () => {
  const written: string[] = [];
  let finish = (): void => undefined;
  const { keeper } = keeperOn({
    everySeconds: 0,
    write(name) {
      written.push(name);
      return new Promise((resolve) => (finish = resolve));
    },
  });
  expect(keeper.isDue(1)).toBe(true);
  await keeper.keep(progress([], { step: 1 }));
  expect(keeper.isDue(1)).toBe(false);
  await expect.poll(() => written).toEqual(['0.ckpt']);
  finish();
  await keeper.whenWritten();
  expect(keeper.isDue(1)).toBe(true);
  const lossNotFinite = {
    part: 'training',
    epoch: 0,
    step: 1,
    loss: NaN,
    reason: { en: '', es: '' },
  } as const;
  await keeper.keep(progress([NaN], { lossNotFinite }));
  await keeper.whenWritten();
  expect(written).toEqual(['0.ckpt']);
});
