import { describe, expect, it } from 'vitest';
import type { Batch, BatchSource } from '../core/batch';
import { Emitter } from '../core/emitter';
import { PupilaError } from '../core/errors';
import type { BadStep } from './bad-loss';
import { CallbackList } from './callbacks/callback-list';
import type { FitProgress } from './fit-progress';
import { fit } from './fit';
import type { FitEvents } from './fit-events';
import { Recorder, numbers } from './fit.testing';
import type { StepResult } from './train-step';

describe('fit', () => {
  it('continues the epoch numbers of an earlier run', async () => {
    const emitter = new Emitter<FitEvents>();
    const events: number[] = [];
    emitter.on('epoch', ({ epoch, epochs }) => events.push(epoch, epochs));
    const { steps } = await fit(new Recorder(), { source: numbers(), epochs: 4, initialEpoch: 2, emitter });
    expect(events).toEqual([2, 4, 3, 4]);
    expect(steps.loss).toHaveLength(6);
  });

  it('weights each batch by its number of images, and validates after every epoch', async () => {
    const step = new Recorder();
    const { history, steps, images, stopped } = await fit(step, {
      source: numbers(),
      validation: numbers(),
      epochs: 2,
    });
    expect(history['loss']).toEqual([(0 * 4 + 1 * 4 + 2 * 2) / 10, (3 * 4 + 4 * 4 + 5 * 2) / 10]);
    expect(history['val_loss']).toEqual(history['loss']);
    expect(history['val_accuracy']).toEqual([1, 1]);
    expect(steps.loss).toEqual([0, 1, 2, 3, 4, 5]);
    expect({ images, stopped, synced: step.synced }).toEqual({ images: 20, stopped: false, synced: 2 });
  });

  it.each([NaN, Infinity])('ends at the first training loss of %d, and says why', async (bad) => {
    const step = new Recorder();
    step.run = ({ x }) => Promise.resolve({ loss: x[0] === 4 ? bad : (x[0] as number), accuracy: 0.5 });
    const emitter = new Emitter<FitEvents>();
    const events: [string, unknown][] = [];
    for (const type of ['lossNotFinite', 'stopTraining'] as const)
      emitter.on(type, (event) => events.push([type, event]));
    const explained: BadStep[] = [];
    const result = await fit(step, {
      source: { ...numbers(), recycle: ({ x }: Batch) => void x.fill(0) },
      validation: numbers(),
      epochs: 3,
      emitter,
      explainLoss: (badStep) => {
        explained.push(badStep);
        return Promise.resolve({ en: 'because', es: 'porque' });
      },
    });
    const reason = {
      en: `The loss ${isNaN(bad) ? 'is not a number' : 'is infinite'} in step 2 of epoch 2, which ends training: because`,
      es: `La pérdida ${isNaN(bad) ? 'no es un número' : 'es infinita'} en la iteración 2 de la época 2, y el entrenamiento termina: porque`,
    };
    const lossNotFinite = { part: 'training', epoch: 1, step: 1, loss: bad, reason };
    const stopTraining = { by: 'loss', reason };
    expect(events).toEqual([
      ['lossNotFinite', lossNotFinite],
      ['stopTraining', stopTraining],
    ]);
    expect(result).toMatchObject({ stopped: false, lossNotFinite, stopTraining });
    expect(result.steps.loss).toEqual([0, 1, 2, 3, bad]);
    expect(result.history['loss']).toEqual([(0 * 4 + 1 * 4 + 2 * 2) / 10, bad]);
    // The source has reused the memory of the batch.
    expect(explained).toMatchObject([{ isFirst: false, batch: { x: Float32Array.of(4, 4, 4, 4), size: 4 } }]);
  });

  it('ends after the steps that were submitted before the bad loss arrived', async () => {
    const step = Object.assign(new Recorder(), { stepsAhead: 2 });
    step.run = ({ x }) => Promise.resolve({ loss: x[0] === 0 ? NaN : 1, accuracy: 1 });
    const explained: boolean[] = [];
    const { steps, history } = await fit(step, {
      source: numbers(),
      epochs: 2,
      stepsPerEpoch: 9,
      explainLoss: ({ isFirst }) => {
        explained.push(isFirst);
        return Promise.resolve({ en: '', es: '' });
      },
    });
    expect(steps.loss.length).toBeLessThanOrEqual(3);
    expect(history['loss']).toEqual([NaN]);
    expect(explained).toEqual([true]);
  });

  it('reports a NaN that occurs only in the validation loss, and keeps training', async () => {
    const step = new Recorder();
    step.evaluate = ({ x }) => Promise.resolve({ loss: x[0] === 4 ? NaN : 1, accuracy: 1 });
    const emitter = new Emitter<FitEvents>();
    let events = 0;
    emitter.on('lossNotFinite', () => (events += 1));
    const run = { source: numbers(), validation: numbers(), epochs: 4, emitter };
    const { lossNotFinite, stopTraining, history } = await fit(step, run);
    expect(lossNotFinite).toMatchObject({ part: 'validation', epoch: 1, step: 1, loss: NaN });
    expect(lossNotFinite?.reason.en).toContain('validation loss is not a number from step 2 on (epoch 2): ');
    expect({ stopTraining, events, epochs: history['loss']?.length }).toEqual({
      stopTraining: null,
      events: 1,
      epochs: 4,
    });
    const { lossNotFinite: none } = await fit(new Recorder(), { source: numbers(), epochs: 2 });
    expect(none).toBeNull();
  });

  it("ends with the step's `finalize`, before `onTrainEnd`, unless the reader stops training", async () => {
    const calls: string[] = [];
    const step = Object.assign(new Recorder(), { finalize: () => calls.push('finalize') });
    const end = (reason?: AbortController): CallbackList =>
      new CallbackList([
        { onEpochEnd: () => (calls.push('epoch'), reason?.abort()), onTrainEnd: () => calls.push('end') },
      ]);
    await fit(step, { source: numbers(), epochs: 2, callbacks: end() });
    expect(calls.splice(0)).toEqual(['epoch', 'epoch', 'finalize', 'end']);
    const stop = new AbortController();
    await fit(step, { source: numbers(), epochs: 2, callbacks: end(stop), signal: stop.signal });
    expect(calls).toEqual(['epoch', 'end']);
  });

  it('submits steps before earlier results arrive, and records them in order', async () => {
    const open: ((loss: number) => void)[] = [];
    const step = new Recorder();
    const queued = Object.assign(step, {
      stepsAhead: 2,
      run({ x }: Batch): Promise<StepResult> {
        step.trained.push(x[0] as number);
        return new Promise((resolve) => open.push((loss) => resolve({ loss, accuracy: 1 })));
      },
    });
    const running = fit(queued, { source: numbers(), epochs: 1, stepsPerEpoch: 5 });
    for (let loss = 0; loss < 5; loss++) {
      await new Promise((resolve) => setTimeout(resolve));
      expect(step.trained).toHaveLength(Math.min(5, loss + 3));
      open[loss]?.(loss);
    }
    expect((await running).steps.loss).toEqual([0, 1, 2, 3, 4]);
  });

  it('lets epochs end in the middle of a round', async () => {
    const step = new Recorder();
    const { history } = await fit(step, {
      source: numbers(),
      validation: numbers(),
      epochs: 2,
      stepsPerEpoch: 2,
      validationSteps: 1,
    });
    expect(step.trained).toEqual([0, 1, 2, 3]);
    expect(step.evaluated).toEqual([0, 1]);
    expect(Object.keys(history)).toEqual(['loss', 'accuracy', 'val_loss', 'val_accuracy']);
  });

  it('stops on abort, and keeps the finished steps', async () => {
    const step = new Recorder();
    const stop = new AbortController();
    const emitter = new Emitter<FitEvents>();
    emitter.on('step', ({ epoch, step: i }) => epoch === 1 && i === 0 && stop.abort());
    const result = await fit(step, { source: numbers(), epochs: 5, emitter, signal: stop.signal });
    expect(result.stopped).toBe(true);
    expect(result.steps.loss).toEqual([0, 1, 2, 3]);
    expect(result.history['loss']).toHaveLength(1);
    expect(step.synced).toBe(2);
  });

  it('rejects with an error of the data source', async () => {
    const source = { ...numbers(), next: () => Promise.reject(new Error('bad picture')) };
    const step = new Recorder();
    await expect(fit(step, { source, epochs: 1 })).rejects.toThrow('bad picture');
    expect(step.synced).toBe(1);
  });

  it.each([
    ['bad-image', [[0, 3]]],
    ['internal', []],
  ] as const)(
    'an error %s in the validation leaves a checkpoint after the last step: %j',
    async (code, kept) => {
      const validation = { ...numbers(), next: () => Promise.reject(new PupilaError(code, 'bad picture')) };
      const found: number[][] = [];
      const keeper = {
        isDue: () => false,
        keep: ({ epoch, step }: FitProgress) => Promise.resolve(void found.push([epoch, step])),
      };
      const training = fit(new Recorder(), { source: numbers(), validation, epochs: 2, keeper });
      await expect(training).rejects.toThrow('bad picture');
      expect(found).toEqual(kept);
    },
  );

  it('rejects with an error that occurs after the abort', async () => {
    const stop = new AbortController();
    const fails = (error: Error): BatchSource => ({
      ...numbers(),
      next() {
        stop.abort();
        return Promise.reject(error);
      },
    });
    const train = (error: Error) =>
      fit(new Recorder(), { source: fails(error), epochs: 1, signal: stop.signal });
    await expect(train(new PupilaError('bad-image', 'bad picture'))).rejects.toThrow('bad picture');
    const result = await train(new PupilaError('aborted', 'Loading was stopped.'));
    expect(result.stopped).toBe(true);
  });

  it('rejects with the first error, also if reading the weights fails too', async () => {
    const step = new Recorder();
    const syncFails = (error: Error) => {
      step.sync = () => {
        throw error;
      };
    };
    syncFails(new Error('no weights'));
    const source = { ...numbers(), next: () => Promise.reject(new Error('bad picture')) };
    await expect(fit(step, { source, epochs: 1 })).rejects.toThrow('bad picture');
    const stopped = { source: numbers(), epochs: 1, signal: AbortSignal.abort() };
    await expect(fit(step, stopped)).rejects.toThrow('no weights');
    syncFails(new PupilaError('aborted', 'The train step was disposed of.'));
    expect((await fit(step, stopped)).stopped).toBe(true);
  });

  it('waits at the gate', async () => {
    let open!: () => void;
    const gate = new Promise<void>((resolve) => (open = resolve));
    const step = new Recorder();
    const done = fit(step, { source: numbers(), epochs: 1, gate: () => gate });
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(step.trained).toEqual([]);
    open();
    await done;
    expect(step.trained).toEqual([0, 1, 2]);
  });
});
