/** Keras's callbacks decide as Keras's do: fixtures/callbacks.json has what they decided on given logs. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fit } from '../fit';
import { Recorder, numbers } from '../fit.testing';
import { Optimizer } from '../optimizers';
import type { Callback, CallbackModel, Logs } from './callback';
import { CallbackList } from './callback-list';
import { callbacks } from './registry';

type KerasLogs = Readonly<Record<string, number | 'NaN'>>;

/** What an epoch came to. Learning rates are float32 numbers. */
interface Epoch {
  learning_rate_during: number;
  learning_rate_after: number;
  stop: boolean;
  /** Files after the epoch, and those that were not there before. */
  files?: string[];
  written?: string[];
  logged_learning_rate?: number;
}

interface Case {
  callback: 'EarlyStopping' | 'ReduceLROnPlateau' | 'ModelCheckpoint' | 'LearningRateScheduler';
  arguments: Readonly<Record<string, unknown>>;
  logs: string;
  /** Error of the constructor. */
  refused?: string;
  /** Error of training. */
  error?: string | null;
  epochs?: Epoch[];
  /** Number of the epoch whose weights the model has at the end. */
  weight_at_end?: number;
  best?: number | null;
  best_epoch?: number;
  stopped_epoch?: number;
  wait?: number;
  cooldown_counter?: number;
}

const KERAS = JSON.parse(readFileSync('fixtures/callbacks.json', 'utf8')) as {
  logs: Record<string, KerasLogs[]>;
  cases: Case[];
};

const SCHEDULES: Readonly<Record<string, (epoch: number, rate: number) => number>> = {
  step: (epoch) => (epoch < 5 ? 0.1 : 0.01),
  exponential: (_, rate) => rate * Math.exp(-0.1),
  warmup: (epoch) => (epoch < 5 ? 0.02 * (epoch + 1) : 0.1),
};

function makeCallback({ callback: name, arguments: given }: Case): Callback {
  const options =
    name === 'LearningRateScheduler' ? { schedule: SCHEDULES[given['schedule'] as string] } : given;
  return new callbacks[name](options);
}

/** What Keras's callback has as attributes, as far as the case lists them. */
function attributesOf(callback: Callback, { best }: Case): Partial<Case> {
  const { state } = callback as { state?: Record<string, number | null> };
  const names = {
    bestEpoch: 'best_epoch',
    stoppedEpoch: 'stopped_epoch',
    wait: 'wait',
    cooldownCounter: 'cooldown_counter',
  };
  const found = Object.entries(names).filter(([name]) => state && name in state);
  return {
    ...(best !== undefined && { best: state?.['best'] ?? null }),
    ...Object.fromEntries(found.map(([name, keras]) => [keras, state?.[name]])),
  };
}

/** Runs `fit` with the logs of the case. The weight of the model is the number of the epoch. */
async function decisions(given: Case): Promise<Partial<Case>> {
  const epochLogs = KERAS.logs[given.logs] as KerasLogs[];
  const callback = makeCallback(given);
  const optimizer = new Optimizer({ name: 'sgd', learningRate: 0.1 });
  const epochs: Epoch[] = [];
  const files = new Set<string>();
  let [weight, during] = [NaN, NaN];
  let written: string[] = [];
  const model: CallbackModel = {
    getWeights: () => Promise.resolve([Float32Array.of(weight)]),
    setWeights: ([values]) => Promise.resolve(void (weight = values?.[0] as number)),
    save: (path) => Promise.resolve(void written.push(path)),
  };
  const before: Callback = {
    onEpochEnd: (epoch, logs) => {
      for (const name of Object.keys(logs)) delete logs[name];
      for (const [name, value] of Object.entries(epochLogs[epoch] as KerasLogs)) logs[name] = Number(value);
    },
  };
  let stops = false;
  const after: Callback = {
    onEpochBegin: (epoch) => {
      weight = epoch;
      written = [];
      during = Math.fround(optimizer.learningRate);
    },
    onEpochEnd: (_, logs: Logs) => {
      const added = written.filter((path) => !files.has(path));
      for (const path of added) files.add(path);
      epochs.push({
        learning_rate_during: during,
        learning_rate_after: Math.fround(optimizer.learningRate),
        stop: false,
        ...(given.callback === 'ModelCheckpoint' && { files: [...files].sort(), written: added }),
        ...('learning_rate' in logs && { logged_learning_rate: logs['learning_rate'] }),
      });
    },
  };
  let error: unknown = null;
  try {
    const result = await fit(new Recorder(), {
      source: numbers(),
      epochs: epochLogs.length,
      stepsPerEpoch: 1,
      callbacks: new CallbackList([before, callback, after]),
      optimizer,
      model,
      files: { write: () => undefined, remove: () => undefined },
    });
    stops = result.stopTraining !== null;
  } catch (thrown) {
    error = thrown;
  }
  if (stops) (epochs.at(-1) as Epoch).stop = true;
  return {
    epochs,
    error: error && 'KeyError',
    weight_at_end: weight,
    ...attributesOf(callback, given),
  } as Partial<Case>;
}

describe.each(['EarlyStopping', 'ReduceLROnPlateau', 'ModelCheckpoint', 'LearningRateScheduler'] as const)(
  '%s',
  (name) => {
    const cases = KERAS.cases.filter(({ callback }) => callback === name);

    it.each(cases)('decides as in Keras: $arguments on $logs', async (keras) => {
      if (keras.refused !== undefined) return expect(() => makeCallback(keras)).toThrow('`filepath`');
      const { callback: _, arguments: __, logs: ___, ...expected } = keras;
      expect(await decisions(keras)).toEqual(expected);
    });
  },
);
