import { expect, it } from 'vitest';
import { DEFAULTS, SETTINGS, type SettingName, fitCode } from './settings';

it('has a typed property for each setting of the table', () => {
  const names: Record<SettingName, true> = {
    epochs: true,
    batchSize: true,
    targetSize: true,
    validationSplit: true,
    augment: true,
    seed: true,
    optimizer: true,
    learningRate: true,
    momentum: true,
    stepsPerEpoch: true,
    validationSteps: true,
    backend: true,
  };
  expect(SETTINGS.map(({ name }) => name)).toEqual(Object.keys(names));
});

it("shows the picture size of the network, else the setting's, in the code", () => {
  expect(fitCode(DEFAULTS, null, [64, 64, 3])).toContain('target_size=(64, 64)');
  expect(fitCode(DEFAULTS, null, null)).toContain('target_size=(150, 150)');
});
