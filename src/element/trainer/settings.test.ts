import { expect, it } from 'vitest';
import type { TrainingOptions } from '../../index';
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

const shown = (brought: TrainingOptions, settings = DEFAULTS) => fitCode(settings, null, brought);

it("shows what the network brings, else the settings', in the code", () => {
  expect(shown({ targetSize: [64, 48], colorMode: 'grayscale' })).toContain(
    'target_size=(64, 48),\n    color_mode="grayscale"',
  );
  expect(shown({})).toContain('target_size=(150, 150)');
});

it("shows a loaded model's own generator, unless the settings have another than the course's", () => {
  const brought = { augmentation: { rescale: 0.5 } };
  expect(shown(brought)).toContain('train_datagen = ImageDataGenerator(\n    rescale=0.5,\n)');
  expect(shown(brought, { ...DEFAULTS, augment: 'none' })).toContain('rescale=1./255,\n)');
  expect(shown({})).toContain('rotation_range=40');
});
