/** What callbacks write and call is what Keras's write and call: fixtures/callback_results.json. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fit } from '../fit';
import { Recorder, numbers } from '../fit.testing';
import type { Callback, CallbackFiles, CallbackMethod, CallbackModel, Logs } from './callback';
import { CallbackList } from './callback-list';
import { CSVLogger } from './csv-logger';
import { LambdaCallback } from './lambda-callback';
import { ModelCheckpoint } from './model-checkpoint';
import { TerminateOnNaN } from './terminate-on-nan';

interface Results {
  /** Logs of runs, epoch by epoch. Numbers that JSON lacks are texts. */
  logs: Record<string, Record<string, number | string>[]>;
  csv: { arguments: object; runs: string[]; before: string | null; text: string }[];
  lambda: { functions: string[]; calls: [name: string, number: number | null, logs: string[]][] }[];
  nan: {
    raise_error: boolean;
    batch: number | null;
    loss: string;
    trained: (number | string)[];
    said: string | null;
    error: string | null;
  }[];
  checkpoint: {
    losses: number[];
    cases: { arguments: object; written: [epoch: number, batch: number | null, path: string][] }[];
  };
}

const KERAS = JSON.parse(readFileSync('fixtures/callback_results.json', 'utf8')) as Results;
const VALUES: Readonly<Record<string, number>> = { nan: NaN, inf: Infinity, '-inf': -Infinity };

const numbersIn = (logs: Results['logs'][string][number]): Logs =>
  Object.fromEntries(Object.entries(logs).map(([name, value]) => [name, VALUES[value] ?? Number(value)]));

/** A list of one callback, and files that a run can read. */
function listOf(callback: Callback, model?: CallbackModel, files = new Map<string, string>()) {
  const list = new CallbackList([callback]);
  const sink: CallbackFiles = {
    write: (path, content) => files.set(path, content as string),
    remove: (path) => files.delete(path),
    read: (path) => Promise.resolve(files.get(path) ?? null),
  };
  const begin = (): void =>
    list.begin({
      params: { epochs: 4, steps: 3 },
      optimizer: { learningRate: 0.1 },
      files: sink,
      onPrint: () => undefined,
      onWarning: () => undefined,
      ...(model && { model }),
    });
  return { list, begin, files };
}

describe('CSVLogger', () => {
  it.each(KERAS.csv)('writes the same file: $arguments, $runs after $before', async (keras) => {
    const before = keras.before === null ? [] : ([['log.csv', keras.before]] as const);
    const callback = new CSVLogger({ filename: 'log.csv', ...keras.arguments });
    const { list, begin, files } = listOf(callback, undefined, new Map(before));
    for (const run of keras.runs) {
      begin();
      await list.call('onTrainBegin', {});
      for (const [epoch, logs] of (KERAS.logs[run] ?? []).entries())
        await list.call('onEpochEnd', epoch, numbersIn(logs));
    }
    expect(files.get('log.csv')).toBe(keras.text);
  });

  it.each([
    [{}, 'CSVLogger needs `filename`, which must be a text.'],
    [{ filename: '' }, '`filename` must be a text.'],
    [{ filename: 'a.csv', separator: '' }, '`separator` must be one character.'],
    [{ filename: 'a.csv', separator: ', ' }, '`separator` must be one character.'],
    [{ filename: 'a.csv', mode: 'a' }, 'Unknown option of `CSVLogger`.'],
  ])('refuses %o', (options, message) => {
    expect(() => new CSVLogger(options)).toThrow(message);
  });
});

describe('LambdaCallback', () => {
  it.each(KERAS.lambda)('has its functions called in the same order: $functions', async (keras) => {
    const calls: Results['lambda'][number]['calls'] = [];
    const functions = keras.functions.map((name) => {
      const record = (...args: unknown[]): void => {
        const [number, logs] = (args.length === 3 ? args : [null, ...args]) as [number | null, Logs];
        calls.push([name, number, Object.keys(logs).sort()]);
      };
      return [name, record] as const;
    });
    await fit(new Recorder(), {
      source: numbers(),
      validation: numbers(),
      validationSteps: 2,
      epochs: 2,
      callbacks: new CallbackList([new LambdaCallback(Object.fromEntries(functions))]),
    });
    expect(calls).toEqual(keras.calls);
  });

  it('takes null for no function, and both spellings', () => {
    const list = new CallbackList([
      new LambdaCallback({ onEpochEnd: null, on_epoch_begin: () => 0, onTrainEnd: () => 0 }),
    ]);
    const methods: CallbackMethod[] = ['onEpochBegin', 'onEpochEnd', 'onTrainEnd'];
    expect(methods.filter((name) => list.has(name))).toEqual(['onEpochBegin', 'onTrainEnd']);
  });

  it('refuses unknown functions, and those that are none', () => {
    const listed = (functions: object) => () => new CallbackList([new LambdaCallback(functions)]);
    expect(listed({ onEpochEnds: () => 0 })).toThrow('Did you mean `onEpochEnd`?');
    expect(listed({ on_epoch_end: 5 })).toThrow('`onEpochEnd` must be a function.');
    expect(listed({ on_epoch_end: () => 0, onEpochEnd: () => 0 })).toThrow('must be given only once.');
  });
});

describe('TerminateOnNaN', () => {
  it.each(KERAS.nan)('ends at the same batch: $loss in batch $batch, $raise_error', async (keras) => {
    const trained: (number | string)[] = [];
    let count = 0;
    const before = new LambdaCallback({
      onTrainBatchEnd: (batch, logs) => {
        trained.push(batch);
        if (count++ === keras.batch) logs['loss'] = VALUES[keras.loss] as number;
      },
      onEpochEnd: (epoch) => trained.push(`epoch ${epoch}`),
      onTrainEnd: () => trained.push('end'),
    });
    const callback = new TerminateOnNaN({ raiseError: keras.raise_error });
    const training = fit(new Recorder(), {
      source: numbers(),
      epochs: 3,
      callbacks: new CallbackList([before, callback]),
    });
    const [result, error] = await training.then(
      (done) => [done, null] as const,
      (thrown: Error) => [null, thrown.message] as const,
    );
    expect(trained).toEqual(keras.trained);
    const said = result?.stopTraining?.reason.en ?? null;
    expect(said?.replace(/ \(Keras .*/, '') ?? null).toBe(keras.said);
    const expected = keras.error?.replace(/value: (-?)(\w+)/, (_, sign: string, name: string) => {
      return `value: ${sign}${name === 'nan' ? 'NaN' : 'Infinity'}`;
    });
    expect(error?.replace(/ Keras counts .*/, '') ?? null).toBe(expected ?? null);
  });
});

describe('ModelCheckpoint', () => {
  it.each(KERAS.checkpoint.cases)('writes at the same time: $arguments', async (keras) => {
    const written: unknown[] = [];
    let at: [epoch: number, batch: number | null] = [0, null];
    const model: CallbackModel = {
      getWeights: () => Promise.reject(new Error('not needed')),
      setWeights: () => Promise.reject(new Error('not needed')),
      save: (path) => Promise.resolve(void written.push([...at, path])),
    };
    const { list, begin } = listOf(new ModelCheckpoint(keras.arguments), model);
    const { losses } = KERAS.checkpoint;
    for (let run = 0; run < 2; run++) {
      begin();
      await list.call('onTrainBegin', {});
      for (let epoch = 0; epoch < 4; epoch++) {
        await list.call('onEpochBegin', epoch, {});
        let loss = NaN;
        for (let batch = 0; batch < 3; batch++) {
          loss = losses[3 * epoch + batch] as number;
          at = [epoch, batch];
          await list.call('onTrainBatchEnd', batch, { loss, accuracy: 1 - loss });
        }
        at = [epoch, null];
        const logs = { loss, accuracy: 1 - loss, val_loss: loss + (epoch % 2) / 2 };
        await list.call('onEpochEnd', epoch, logs);
      }
    }
    expect(written).toEqual(keras.written);
  });

  it('lets training run ahead of results unless it writes after batches', () => {
    const watches = (options: object) =>
      new CallbackList([new ModelCheckpoint({ filepath: 'a.keras', ...options })]).has('onTrainBatchEnd');
    expect([watches({}), watches({ saveFreq: 5 })]).toEqual([false, true]);
  });

  it.each<[options: object, message: string]>([
    [{}, 'ModelCheckpoint needs `filepath`, which must be a text.'],
    [{ filepath: 'a.h5' }, 'Pupila does not write whole models as .h5, which Keras does.'],
    [{ filepath: 'a.weights.h5' }, 'Pupila does not write whole models as .h5, which Keras does.'],
    [{ filepath: 'a.keras', saveWeightsOnly: true }, '`filepath` must end in .weights.h5.'],
    [{ filepath: 'a.h5', save_weights_only: true }, '`filepath` must end in .weights.h5.'],
    [{ filepath: 'a-{epoch:2x}.keras' }, 'must be a name and a number’s format in Python'],
    [{ filepath: 'a-{val_loss:d}.keras' }, 'placeholder={val_loss:d}'],
    [{ filepath: 'a-{}.keras' }, 'placeholder={}'],
    [{ filepath: 'a-{epoch.keras' }, 'placeholder={'],
    [{ filepath: 'a-}.keras' }, 'placeholder=}'],
    [{ filepath: 'a.keras', saveFreq: 'batch' }, "`saveFreq` must be 'epoch' or a number of batches."],
    [{ filepath: 'a.keras', saveFreq: 1.5 }, "`saveFreq` must be 'epoch' or a number of batches."],
    [{ filepath: 'a.keras', monitor: 'f1' }, "`mode` of ModelCheckpoint must be 'min' or 'max'"],
  ])('refuses %o', (options, message) => {
    expect(() => new ModelCheckpoint(options)).toThrow(message);
  });
});
