import { expect, it } from 'vitest';
import { SETTINGS, type SettingName } from './settings';

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
