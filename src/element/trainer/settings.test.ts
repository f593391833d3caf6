import { expect, it } from 'vitest';
import { DEFAULTS, type TrainerSettings, settingsOf } from './settings';

it('has the default for a property that a removed attribute left null', () => {
  const none = Object.fromEntries(Object.keys(DEFAULTS).map((name) => [name, null]));
  expect(settingsOf(none as unknown as TrainerSettings)).toEqual(DEFAULTS);
  expect(settingsOf({ ...DEFAULTS, epochs: 3 })).toMatchObject({ epochs: 3, augment: 'course' });
});
