/** The presets of data augmentation by name: the options of each, and the name of given options. */
import { COURSE_AUGMENTATION_OPTIONS } from '../options/course-augmentation';
export { implicationOn } from '../options/generator-implications';
import type { GeneratorOptions } from './generator-code';

/** The course's augmentation, and none: pixels 0 … 1, nothing else. */
export const AUGMENTATION_PRESETS = {
  course: COURSE_AUGMENTATION_OPTIONS,
  none: { rescale: COURSE_AUGMENTATION_OPTIONS.rescale },
} as const;

export type AugmentationPreset = keyof typeof AUGMENTATION_PRESETS;

/** Returns the preset with these options, in any order; null for options of one's own. Undefined counts as not set. */
export function presetOf(options: GeneratorOptions): AugmentationPreset | null {
  const names = Object.keys(AUGMENTATION_PRESETS) as AugmentationPreset[];
  return names.find((name) => isEqual(options, AUGMENTATION_PRESETS[name])) ?? null;
}

function isEqual(options: GeneratorOptions, preset: GeneratorOptions): boolean {
  const names = new Set([...Object.keys(options), ...Object.keys(preset)]);
  return [...names].every((name) => options[name] === preset[name]);
}
