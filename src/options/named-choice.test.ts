import { expect, it } from 'vitest';
import { readNamedChoice, writtenChoice, writtenChoices } from './named-choice';

it.each([
  'CosineDecay:decay_steps=1000,alpha=0.1',
  'CosineDecay(decay_steps=1000, alpha=0.1)',
  '{"name": "CosineDecay", "decay_steps": 1000, "alpha": 0.1}',
  { name: 'CosineDecay', decaySteps: 1000, alpha: 0.1 },
])('reads a name with arguments: %j', (value) => {
  expect(readNamedChoice(value)).toEqual({ name: 'CosineDecay', decaySteps: 1000, alpha: 0.1 });
});

it('reads arguments as Python writes them', () => {
  expect(writtenChoice("EarlyStopping(monitor='loss', restore_best_weights=True, baseline=None)")).toEqual({
    ...{ name: 'EarlyStopping', monitor: 'loss', restore_best_weights: true, baseline: null },
  });
});

it('keeps the spelling, and values that are no JSON as texts', () => {
  expect(writtenChoice('hinge')).toEqual({ name: 'hinge' });
  expect(writtenChoice('focal:gamma=high')).toEqual({ name: 'focal', gamma: 'high' });
});

it.each(['', ':a=1', 'a:b', '{', 3, null])('reads nothing from %j', (value) => {
  expect(writtenChoice(value)).toBeUndefined();
});

it.each([
  'LearningRateScheduler(schedule=ExponentialDecay(decay_steps=1, decay_rate=0.9))',
  "LearningRateScheduler(schedule='ExponentialDecay(decay_steps=1, decay_rate=0.9)', )",
  'LearningRateScheduler(schedule="ExponentialDecay(decay_steps=1, decay_rate=0.9)")',
])('keeps a choice as the argument of another as a text: %j', (text) => {
  const schedule = 'ExponentialDecay(decay_steps=1, decay_rate=0.9)';
  expect(writtenChoices(`${text}, TerminateOnNaN`)).toEqual([
    { name: 'LearningRateScheduler', schedule },
    { name: 'TerminateOnNaN' },
  ]);
  expect(readNamedChoice(schedule)).toEqual({ name: 'ExponentialDecay', decaySteps: 1, decayRate: 0.9 });
});

it('reads lists as arguments', () => {
  const text = 'PiecewiseConstantDecay(boundaries=[1, 2], values=[3, 4, 5])';
  expect(writtenChoice(text)).toEqual({
    name: 'PiecewiseConstantDecay',
    boundaries: [1, 2],
    values: [3, 4, 5],
  });
});

it('asks for the name of an argument', () => {
  expect(() => writtenChoices('TerminateOnNaN, CSVLogger("log.csv")')).toThrow(
    'Arguments must be written with their names, such as `patience=3`. Received: CSVLogger="log.csv"',
  );
});

it("reads callbacks as Keras's code has them", () => {
  const text = `[
    keras.callbacks.EarlyStopping(monitor="val_loss", patience=3),
    TerminateOnNaN(),
  ]`;
  expect(writtenChoices(text)).toEqual([
    { name: 'EarlyStopping', monitor: 'val_loss', patience: 3 },
    { name: 'TerminateOnNaN' },
  ]);
});
