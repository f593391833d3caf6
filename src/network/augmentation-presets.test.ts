import { describe, expect, it } from 'vitest';
import { AUGMENTATION_PRESETS, presetOf } from './augmentation-presets';

describe('presetOf', () => {
  const { course, none } = AUGMENTATION_PRESETS;

  it('names the presets, whatever the order of their options', () => {
    expect(presetOf(Object.fromEntries(Object.entries(course).reverse()))).toBe('course');
    expect(presetOf({ ...none, rotationRange: undefined })).toBe('none');
  });

  it('is null for other options, also if only one differs', () => {
    expect(presetOf({ ...course, rotationRange: 10 })).toBeNull();
    expect(presetOf({ ...none, horizontalFlip: true })).toBeNull();
    expect(presetOf({})).toBeNull();
  });
});
