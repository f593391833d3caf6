import { describe, expect, it } from 'vitest';
import type { Batch } from '../core/batch';
import { PupilaError } from '../core/errors';
import { type RecoverableTrainStep, RecoveringTrainStep, type Successor } from './recovering-train-step';
import { Optimizer } from '../training/optimizers';
import type { StepResult, TrainStep } from '../training/train-step';

const lost = (): PupilaError => new PupilaError('device-lost', 'The device was lost.');
const batchOf = (size: number): Batch => ({
  x: new Float32Array(size),
  y: null,
  size,
  indices: new Int32Array(size),
});

/** A step whose results come from `answers`. Records the size of every batch it receives. */
function stepOf(answers: (batch: Batch) => Promise<StepResult>): RecoverableTrainStep & { given: number[] } {
  const given: number[] = [];
  const run: TrainStep['run'] = (batch) => {
    given.push(batch.size);
    return answers(batch);
  };
  const none = (): Promise<never> => Promise.reject(new Error('not asked for'));
  return {
    path: 'a step',
    given,
    run,
    evaluate: none,
    evaluateAndPredict: none,
    predict: none,
    slots: none,
    state: null,
    load: (assign) => Promise.resolve(assign()),
    sync: () => Promise.resolve(),
    dispose: () => undefined,
  };
}

describe('RecoveringTrainStep', () => {
  it('repeats pending steps in the order in which they were submitted, whenever each one fails', async () => {
    const failures: ((error: Error) => void)[] = [];
    const first = stepOf(() => new Promise((_, reject) => failures.push(reject)));
    const second = stepOf(({ size }) => Promise.resolve({ loss: size, accuracy: 0 }));
    let arrive = (_: Successor): void => undefined;
    const recovering = new RecoveringTrainStep({
      first,
      optimizer: new Optimizer({ name: 'sgd' }),
      createSuccessor: () => new Promise((resolve) => (arrive = resolve)),
      onRecovery: () => undefined,
    });
    const one = recovering.run(batchOf(1));
    const two = recovering.run(batchOf(2));
    failures[0]?.(lost());
    await new Promise((resolve) => setTimeout(resolve));
    // Submitted while the successor is being created.
    const three = recovering.run(batchOf(3));
    arrive({ step: second, backend: 'wasm', fallback: null });
    await new Promise((resolve) => setTimeout(resolve));
    failures[1]?.(lost());
    expect((await Promise.all([one, two, three])).map(({ loss }) => loss)).toEqual([1, 2, 3]);
    expect(second.given).toEqual([1, 2, 3]);
  });

  it('assigns weights again after the state of the lost device was restored', async () => {
    const first = stepOf(() => Promise.reject(lost()));
    first.load = (assign) => Promise.resolve(assign()).then(() => Promise.reject(lost()));
    const events: string[] = [];
    const second = stepOf(() => Promise.reject(lost()));
    const recovering = new RecoveringTrainStep({
      first,
      optimizer: new Optimizer({ name: 'sgd' }),
      createSuccessor: () => {
        events.push('restore');
        return Promise.resolve({ step: second, backend: 'wasm', fallback: null });
      },
      onRecovery: () => undefined,
    });
    await recovering.load(() => events.push('assign'));
    expect(events).toEqual(['assign', 'restore', 'assign']);
  });

  it("rejects the step that detected the failure with the listener's error, and repeats the others", async () => {
    const first = stepOf(() => Promise.reject(lost()));
    const second = stepOf(({ size }) => Promise.resolve({ loss: size, accuracy: 0 }));
    const recovering = new RecoveringTrainStep({
      first,
      optimizer: new Optimizer({ name: 'sgd' }),
      createSuccessor: () => Promise.resolve({ step: second, backend: 'wasm', fallback: null }),
      onRecovery: () => {
        throw new Error('of the page');
      },
    });
    const [one, two] = [recovering.run(batchOf(1)), recovering.run(batchOf(2))];
    await expect(one).rejects.toThrow('of the page');
    expect((await two).loss).toBe(2);
    expect(second.given).toEqual([2]);
  });
});
