import { expect, it, vi } from 'vitest';
import type { Batch } from './core/batch';
import { PupilaError } from './core/errors';
import { RecoveringTrainStep, type RecoveryOptions } from './recovering-train-step';
import { Optimizer } from './trainer/optimizers';
import type { StepResult } from './trainer/train-step';

const BATCH: Batch = { x: new Float32Array(1), y: new Float32Array(1), size: 1, indices: new Int32Array(1) };

function stepOf(path: string, run: () => Promise<StepResult>) {
  const none = () => Promise.resolve(new Float32Array(1));
  const others = { predict: none, sync: () => undefined, slots: () => Promise.resolve([]) };
  return { path, state: null, run, evaluate: run, ...others, dispose: vi.fn() };
}

/** A step whose device is lost, with the one that goes on when `open` is called. */
function recovering(onRecovery: RecoveryOptions['onRecovery'] = () => undefined) {
  const lost = () => Promise.reject<StepResult>(new PupilaError('device-lost', 'It is gone.'));
  const first = stepOf('first', lost);
  const next = stepOf('next', () => Promise.resolve({ loss: 1, accuracy: 0 }));
  let open!: () => void;
  const opened = new Promise<void>((resolve) => (open = resolve));
  const goOn = vi.fn(async () => (await opened, { step: next, why: null }));
  const optimizer = new Optimizer({ name: 'adam' });
  return { step: new RecoveringTrainStep({ first, optimizer, goOn, onRecovery }), first, next, open, goOn };
}

it('disposes of each step once, also of one that is still being made', async () => {
  const told = vi.fn();
  const { step, first, next, open, goOn } = recovering(told);
  const given = step.run(BATCH);
  await vi.waitFor(() => expect(goOn).toHaveBeenCalled());
  step.dispose();
  step.dispose();
  open();
  expect(await given).toMatchObject({ loss: 1 });
  await vi.waitFor(() => expect(next.dispose).toHaveBeenCalledTimes(1));
  expect(first.dispose).toHaveBeenCalledTimes(1);
  expect(told).not.toHaveBeenCalled();
});

it('does not go on elsewhere when it was disposed of before its device was lost', async () => {
  const { step, first, goOn } = recovering();
  const given = step.run(BATCH);
  step.dispose();
  await expect(given).rejects.toMatchObject({ code: 'device-lost' });
  expect(goOn).not.toHaveBeenCalled();
  expect(first.dispose).toHaveBeenCalledTimes(1);
});

it('goes on after a listener that throws: one step fails for it', async () => {
  const error = new Error('of the page');
  const { step, open } = recovering(() => {
    throw error;
  });
  open();
  await expect(step.run(BATCH)).rejects.toBe(error);
  expect(step.path).toBe('next');
  expect(await step.run(BATCH)).toMatchObject({ loss: 1 });
  step.dispose();
});
