import { readFileSync } from 'node:fs';
import { callbacks as tfjsCallbacks } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { camelCase } from '../../core/spelling';
import { Emitter } from '../../core/emitter';
import { type FitOptions, fit } from '../fit';
import type { FitEvents } from '../fit-events';
import { Recorder, numbers } from '../fit.testing';
import { Optimizer } from '../optimizers';
import type { Callback, CallbackContext, Logs } from './callback';
import { CallbackList } from './callback-list';
import { callbackList } from './registry';
import { TerminateOnNaN } from './terminate-on-nan';

/** A call of a callback: its name, the method in Keras's spelling, the epoch or batch, the names in the logs. */
type Call = [callback: string, method: string, number: number | null, logs: string[]];
interface Case {
  callbacks: string[];
  stop_at: [method: string, number: number | null] | null;
  nan: boolean;
  initial_epoch: number;
  calls: Call[];
  params: CallbackContext['params'];
  /** Length of the history. */
  epochs: number;
}

const KERAS = JSON.parse(readFileSync('fixtures/callback_calls.json', 'utf8')) as { cases: Case[] };
const METHODS = [...new Set(KERAS.cases.flatMap(({ calls }) => calls.map(([, method]) => method)))];

/** Keras's Recorder of fixtures/callback_calls.py. It is async, and fails if the next call does not wait. */
function recorder(
  name: string,
  calls: Call[],
  stopAt: Case['stop_at'],
  spell = (key: string) => key,
): Callback {
  let isBusy = false;
  const methods = METHODS.map((method) => [
    spell(method),
    async (...args: unknown[]) => {
      expect(isBusy).toBe(false);
      isBusy = true;
      await new Promise((resolve) => setTimeout(resolve));
      isBusy = false;
      const given = args.length === 3 ? args : [null, ...args];
      const [number, logs, context] = given as [number | null, Logs, CallbackContext];
      calls.push([name, method, number, Object.keys(logs).sort()]);
      if (stopAt?.[0] === method && stopAt[1] === number) context.stopTraining('enough');
    },
  ]);
  return Object.fromEntries(methods) as Callback;
}

const train = (callbacks: readonly Callback[], options: Partial<FitOptions> = {}, step = new Recorder()) =>
  fit(step, { source: numbers(), epochs: 3, callbacks: new CallbackList(callbacks), ...options });

/** A step whose loss is `loss` in the second batch, and 1 elsewhere. */
function stepWith(loss: number): Recorder {
  const step = new Recorder();
  step.run = ({ x }) => {
    step.trained.push(x[0] as number);
    return Promise.resolve({ loss: x[0] === 1 ? loss : 1, accuracy: 1 });
  };
  return step;
}

describe('the calls', () => {
  it.each(KERAS.cases)("are Keras's: $callbacks, stop at $stop_at, nan $nan", async (keras) => {
    for (const spell of [camelCase, (key: string) => key]) {
      const calls: Call[] = [];
      let params: unknown;
      const result = await train(
        [
          ...keras.callbacks.map((name) => recorder(name, calls, keras.stop_at, spell)),
          { onTrainBegin: (_, context) => (params = context.params) },
          ...(keras.nan ? [new TerminateOnNaN()] : []),
        ],
        { validation: numbers(), validationSteps: 2, initialEpoch: keras.initial_epoch },
        keras.nan ? stepWith(NaN) : new Recorder(),
      );
      expect(calls).toEqual(keras.calls);
      expect(params).toEqual(keras.params);
      expect(result.history['val_loss']).toHaveLength(keras.epochs);
      expect(result.stopped).toBe(false);
      const reason = keras.stop_at && { en: 'enough', es: 'enough' };
      if (!keras.nan) expect(result.stopTraining).toEqual(reason && { by: 'callback', reason });
    }
  });

  it('come with the mean of the batches so far', async () => {
    const losses: number[] = [];
    await train([{ onTrainBatchEnd: (_, { loss }) => losses.push(loss as number) }], { epochs: 1 });
    expect(losses).toEqual([0, (0 * 4 + 1 * 4) / 8, (0 * 4 + 1 * 4 + 2 * 2) / 10]);
  });

  it('wait for the result of each step if they watch batches, and only then', async () => {
    const submitted = async (callback: Callback): Promise<number[]> => {
      const step = Object.assign(new Recorder(), { stepsAhead: 2 });
      step.run = ({ x }) => {
        step.trained.push(x[0] as number);
        return new Promise((resolve) => setTimeout(resolve, 5, { loss: 1, accuracy: 1 }));
      };
      const counts: number[] = [];
      const emitter = new Emitter<FitEvents>();
      emitter.on('step', () => counts.push(step.trained.length));
      await train([callback], { epochs: 1, stepsPerEpoch: 4, emitter }, step);
      return counts;
    };
    expect(await submitted({ onTrainBatchBegin: () => undefined })).toEqual([1, 2, 3, 4]);
    expect(await submitted({ onEpochEnd: () => undefined })).toEqual([3, 4, 4, 4]);
  });

  it('include the end of training if the reader stopped it, with the logs of the last epoch, but not after an error', async () => {
    const stop = new AbortController();
    const ends: Logs[] = [];
    const callback: Callback = {
      onTrainEnd: (logs) => ends.push(logs),
      onEpochBegin: (epoch) => epoch === 1 && stop.abort(),
    };
    expect(await train([callback], { signal: stop.signal })).toMatchObject({
      stopped: true,
      stopTraining: null,
    });
    expect(ends).toEqual([{ loss: 0.8, accuracy: 0.5 }]);
    const failing: Callback = { ...callback, onTrainBatchEnd: () => Promise.reject(new Error('disk full')) };
    await expect(train([failing])).rejects.toThrow('disk full');
    expect(ends).toHaveLength(1);
  });
});

describe('a callback', () => {
  it("adds to the logs of the history, for the callbacks after it too, as Keras's do", async () => {
    const seen: unknown[] = [];
    const { history } = await train([
      { on_epoch_end: (epoch, logs) => (logs['learning_rate'] = epoch / 2) },
      { onEpochEnd: (_, logs) => seen.push(logs['learning_rate']) },
    ]);
    expect(seen).toEqual([0, 0.5, 1]);
    expect(history['learning_rate']).toEqual([0, 0.5, 1]);
  });

  it("reads and changes the optimizer's learning rate", async () => {
    const optimizer = new Optimizer({ name: 'sgd', learningRate: 0.5 });
    const rates: number[] = [];
    const halve: Callback = {
      onEpochBegin: (_, __, context) => {
        rates.push(optimizer.learningRate);
        context.learningRate /= 2;
      },
    };
    await train([halve], { optimizer });
    expect(rates).toEqual([0.5, 0.25, 0.125]);
  });

  it.each([-1, NaN, '0.1', null])('cannot set the learning rate to %o', async (value) => {
    const optimizer = new Optimizer({ name: 'sgd' });
    const callback: Callback = {
      onEpochBegin: (_, __, context) => (context.learningRate = value as number),
    };
    await expect(train([callback], { optimizer })).rejects.toThrow(
      '`learningRate` must be a number of at least 0.',
    );
    expect(optimizer.learningRate).toBe(0.01);
  });

  it.each([null, '', 5, { en: 'enough' }])('cannot end training for the reason %o', async (reason) => {
    const callback: Callback = {
      onEpochBegin: (_, __, { stopTraining }) => stopTraining(reason as string),
    };
    await expect(train([callback])).rejects.toThrow('The argument of `stopTraining` must be a text');
  });

  it('can be an instance of a class with inherited methods, and has its `this`', async () => {
    class Counter implements Callback {
      count = 0;
      onEpochEnd(): void {
        this.count += 1;
      }
    }
    class Named extends Counter {
      override onEpochEnd(): void {
        super.onEpochEnd();
      }
    }
    const counter = new Named();
    await train([counter]);
    expect(counter.count).toBe(3);
  });

  it("can have Keras's older names", async () => {
    const batches: number[] = [];
    const older = { on_batch_end: (batch: number) => batches.push(batch) };
    await train([older as Callback], { epochs: 1 });
    expect(batches).toEqual([0, 1, 2]);
  });

  it.each<[callback: unknown, message: string]>([
    [{ onEpochEndd: () => 0 }, 'Did you mean `onEpochEnd`? Received: method=onEpochEndd'],
    [{ on_epoch_ends: () => 0 }, 'Did you mean `on_epoch_end`? Received: method=on_epoch_ends'],
    [{ onPredictBegin: () => 0 }, 'Unknown method of a callback. Choose one of onTrainBegin, onTrainEnd, '],
    [{ setModel: () => 0, onEpochEnd: () => 0 }, 'are not called. Received: method=setModel'],
    [{ set_params: () => 0, on_epoch_end: () => 0 }, 'Received: method=set_params'],
    [tfjsCallbacks.earlyStopping(), 'Received: method=set'],
    [{ onEpochEnd: 'print' }, '`onEpochEnd` must be a function. Received: onEpochEnd=print'],
    [{ onEpochEnd: () => 0, on_epoch_end: () => 0 }, '`on_epoch_end` must be given only once.'],
    [{ once: () => 0 }, 'must have at least one of Keras’s methods'],
    [{ name: 'TerminateOnNaN' }, 'Received: callback={"name":"TerminateOnNaN"}'],
    ['TerminateOnNaN', 'Received: callback=TerminateOnNaN'],
    [null, 'Received: callback=null'],
  ])('is refused with a reason: %o', (callback, message) => {
    expect(() => new CallbackList([callback as Callback])).toThrow(message);
  });
});

describe('callbackList', () => {
  it('has those chosen by name before those given as objects', () => {
    const list = callbackList([{ name: 'TerminateOnNaN' }], [{ onTrainEnd: () => undefined }]);
    expect(list.has('onTrainBatchEnd') && list.has('onTrainEnd')).toBe(true);
    expect(callbackList(null).has('onTrainBatchEnd')).toBe(false);
  });

  it.each([{ onEpochEnd: () => 0 }, 'TerminateOnNaN', new TerminateOnNaN()])(
    'refuses a single callback: %o',
    (given) => {
      expect(() => callbackList(null, given as unknown as Callback[])).toThrow(
        '`callbacks` must be a list of objects with Keras’s methods.',
      );
    },
  );
});

describe('a second run', () => {
  it('does not end because a callback ended the first', async () => {
    let isFirst = true;
    const callbacks = new CallbackList([
      { onTrainBatchEnd: (_, __, { stopTraining }) => isFirst && stopTraining() },
    ]);
    const once = () => train([], { callbacks });
    expect((await once()).stopTraining?.reason.en).toBe('A callback ended training');
    isFirst = false;
    expect((await once()).history['loss']).toHaveLength(3);
  });
});
