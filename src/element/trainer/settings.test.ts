import { expect, it } from 'vitest';
import type { TrainingOptions } from '../../index';
import { DEFAULTS, type TrainerSettings, fitCode, settingsOf } from './settings';

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

it('shows code for a setting that the start will reject', () => {
  for (const augment of ['all', 'toString'])
    expect(shown({}, { ...DEFAULTS, augment } as unknown as TrainerSettings)).toContain(
      'train_datagen = ImageDataGenerator()',
    );
});

it('has the default for a property that a removed attribute left null', () => {
  const none = Object.fromEntries(Object.keys(DEFAULTS).map((name) => [name, null]));
  expect(settingsOf(none as unknown as TrainerSettings)).toEqual(DEFAULTS);
  expect(settingsOf({ ...DEFAULTS, epochs: 3 })).toMatchObject({ epochs: 3, augment: 'course' });
});
