import { expect, it } from 'vitest';
import { readNamedChoice, writtenChoice } from './named-choice';

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
