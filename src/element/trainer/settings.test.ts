import { expect, it } from 'vitest';
import type { SavedOptimizer } from '../../options/optimizer-config';
import { DEFAULTS, type TrainerSettings, runOptimizer, settingsOf, trainingOptions } from './settings';

it('has the default for a property that a removed attribute left null', () => {
  const none = Object.fromEntries(Object.keys(DEFAULTS).map((name) => [name, null]));
  expect(settingsOf(none as unknown as TrainerSettings)).toEqual(DEFAULTS);
  expect(settingsOf({ ...DEFAULTS, epochs: 3 })).toMatchObject({ epochs: 3, augment: 'course' });
});

it('leaves out of a run what its optimizer does not take', () => {
  const momentum = (optimizer: TrainerSettings['optimizer'], saved: SavedOptimizer | null = null) =>
    trainingOptions({ ...DEFAULTS, optimizer, momentum: 0.9 }, {}, saved).momentum;
  expect([momentum('sgd'), momentum('rmsprop'), momentum(null, { name: 'sgd' })]).toEqual([0.9, 0.9, 0.9]);
  expect([momentum('adam'), momentum(null), momentum('lion', { name: 'sgd' })]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

it('shows an unknown optimizer, which the start rejects', () => {
  const settings = { ...DEFAULTS, optimizer: 'muon' } as unknown as TrainerSettings;
  expect(runOptimizer(settings, null).optimizer).toBe('adam');
  expect(trainingOptions(settings, {}, null).optimizer).toBe('muon');
});
