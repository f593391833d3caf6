import { describe, expect, it } from 'vitest';
import { Emitter } from '../../core/emitter';
import { fit } from '../fit';
import type { FitEvents } from '../fit-events';
import { Recorder, numbers } from '../fit.testing';
import { Optimizer } from '../optimizers';
import type { Callback } from './callback';
import { CallbackList } from './callback-list';
import { EarlyStopping } from './early-stopping';
import { LearningRateScheduler } from './learning-rate-scheduler';
import { ReduceLROnPlateau } from './reduce-lr-on-plateau';
import { makeCallbacks } from './registry';

/** Trains for a few epochs. Losses grow from epoch to epoch. */
async function train(callbacks: readonly Callback[], optimizer = new Optimizer({ name: 'sgd' })) {
  const emitter = new Emitter<FitEvents>();
  const warnings: string[] = [];
  emitter.on('callbackWarning', ({ warning }) => warnings.push(warning.en));
  const result = await fit(new Recorder(), {
    source: numbers(),
    epochs: 4,
    emitter,
    callbacks: new CallbackList(callbacks),
    optimizer,
  });
  return { ...result, warnings, learningRate: optimizer.learningRate };
}

describe('EarlyStopping', () => {
  it('says why training ended', async () => {
    const { stopTraining, history } = await train([new EarlyStopping({ monitor: 'loss', patience: 2 })]);
    expect(history['loss']).toHaveLength(3);
    expect(stopTraining?.reason).toEqual({
      en: 'Epoch 3: early stopping',
      es: 'Época 3: parada temprana (early stopping)',
    });
  });

  it('warns once of a metric that is not there', async () => {
    const { stopTraining, warnings } = await train([new EarlyStopping()]);
    expect(stopTraining).toBeNull();
    expect(warnings).toEqual([
      'EarlyStopping watches the metric `val_loss`, which is not available after epoch 1. Available metrics are: loss, accuracy',
    ]);
  });

  it('takes an unknown mode as auto, with a warning', async () => {
    const { history, warnings } = await train([new EarlyStopping({ monitor: 'loss', mode: 'minimum' })]);
    expect(history['loss']).toHaveLength(2);
    expect(warnings).toEqual(["EarlyStopping mode 'minimum' is unknown, fallback to auto mode"]);
  });

  it('starts a second run from nothing', async () => {
    const callback = new EarlyStopping({ monitor: 'loss', patience: 2 });
    await train([callback]);
    expect((await train([callback])).history['loss']).toHaveLength(3);
    expect(callback.state).toMatchObject({ bestEpoch: 0, wait: 2, stoppedEpoch: 2 });
  });

  it('needs a mode for other metrics', () => {
    expect(() => new EarlyStopping({ monitor: 'learning_rate' })).toThrow(
      "`mode` of EarlyStopping must be 'min' or 'max' for a metric other than loss, accuracy and those of `metrics`. Received: monitor=learning_rate, mode=auto",
    );
    expect(() => new EarlyStopping({ monitor: 'learning_rate', mode: 'max' })).not.toThrow();
  });
});

describe('ReduceLROnPlateau', () => {
  it('adds the learning rate to the history', async () => {
    const { history } = await train([new ReduceLROnPlateau({ monitor: 'loss', patience: 2, factor: 0.5 })]);
    const f = Math.fround;
    expect(history['learning_rate']).toEqual([f(0.01), f(0.01), f(0.01), f(0.005)]);
  });

  it.each([1, 1.5])('refuses the factor %d', (factor) => {
    expect(() => new ReduceLROnPlateau({ factor })).toThrow('`factor` of ReduceLROnPlateau must be below 1.');
  });

  it('cannot change a learning rate that follows a schedule, as in Keras', async () => {
    const learningRate = {
      name: 'ExponentialDecay',
      initialLearningRate: 1,
      decaySteps: 1,
      decayRate: 0.5,
    } as const;
    const optimizer = new Optimizer({ name: 'sgd', learningRate });
    const callback = new ReduceLROnPlateau({ monitor: 'loss', patience: 0 });
    await expect(train([callback], optimizer)).rejects.toThrow(
      'A learning rate that follows a schedule cannot be set.',
    );
  });
});

describe('LearningRateScheduler', () => {
  it.each([
    'ExponentialDecay:decay_steps=1,decay_rate=0.5',
    { name: 'ExponentialDecay', decay_steps: 1, decay_rate: 0.5 },
    { name: 'ExponentialDecay', initialLearningRate: 0.01, decaySteps: 1, decayRate: 0.5 },
  ])('follows a schedule by name, whose steps are epochs: %o', async (schedule) => {
    const [callback] = makeCallbacks([{ name: 'LearningRateScheduler', schedule }]);
    const { history, learningRate } = await train([callback as Callback]);
    const f = Math.fround;
    expect(history['learning_rate']).toEqual([f(0.01), f(0.005), f(0.0025), f(0.00125)]);
    expect(learningRate).toBe(f(0.00125));
  });

  it.each([
    [
      undefined,
      'LearningRateScheduler needs `schedule`, which must be a function, or one of Keras’s schedules',
    ],
    ['Decay', 'Unknown schedule.'],
    [5, '`schedule` must be a function, or one of Keras’s schedules'],
    [{ name: 'ExponentialDecay' }, 'ExponentialDecay needs `decaySteps`'],
  ])('refuses the schedule %o', (schedule, message) => {
    expect(() => new LearningRateScheduler({ schedule: schedule as string })).toThrow(message);
  });

  it('refuses what its function returns unless it is a learning rate', async () => {
    const returning = (value: unknown) =>
      train([new LearningRateScheduler({ schedule: () => value as number })]);
    await expect(returning('0.1')).rejects.toThrow(
      'The output of the `schedule` function must be a number. Received: output=0.1',
    );
    await expect(returning(-1)).rejects.toThrow('`learningRate` must be a number of at least 0.');
  });
});

describe('callbacks that write', () => {
  it.each([
    { name: 'CSVLogger', filename: 'a.csv' },
    { name: 'ModelCheckpoint', filepath: 'a.keras' },
  ])('say by name that a run has no place for files: $name', async (choice) => {
    const message = `${choice.name} needs a place for its files`;
    expect(() => makeCallbacks([choice], false)).toThrow(message);
    await expect(train(makeCallbacks([choice]))).rejects.toThrow(message);
  });
});
