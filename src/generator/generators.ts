/** The training and validation generators for each choice of augmentation. */
import {
  COURSE_AUGMENTATION,
  COURSE_VALIDATION,
  type ImageDataGeneratorOptions,
  parseImageDataGeneratorOptions,
} from '../options/image-data-generator-options';
import { generatorOptionsThat } from '../options/generator-effects';
import type { ShiftAxes } from '../core/types';

type Augmentation = 'course' | 'none' | ImageDataGeneratorOptions;

/**
 * One generator per part. Validation images are rescaled and standardized like training images, but never augmented.
 */
export interface Generators {
  training: ImageDataGeneratorOptions;
  validation: ImageDataGeneratorOptions;
  /** True if statistics of the training images must be computed first, as by Keras's `fit`. */
  featurewise: boolean;
}

/**
 * Returns the generators for a choice of augmentation.
 *
 * @param augmentation 'course', a generator's options, or 'none', which only rescales 8-bit pixels to 0..1.
 * @param bytes Whether pixels are 8-bit values. Float arrays are not rescaled.
 * @param shiftAxes Overrides the augmentation's `shiftAxes`. Null keeps it.
 */
export function generatorsFor(
  augmentation: Augmentation,
  bytes: boolean,
  shiftAxes: ShiftAxes | null = null,
): Generators {
  const generators = resolveAugmentation(augmentation, bytes);
  return shiftAxes ? { ...generators, training: { ...generators.training, shiftAxes } } : generators;
}

/** The generator for validation pictures: the training generator's options without the random ones. */
export function validationGenerator(training: ImageDataGeneratorOptions): ImageDataGeneratorOptions {
  const deterministic = generatorOptionsThat('forValidation').map((name) => [name, training[name]]);
  return parseImageDataGeneratorOptions(Object.fromEntries(deterministic));
}

function resolveAugmentation(augmentation: Augmentation, bytes: boolean): Generators {
  if (augmentation === 'course') {
    return { training: COURSE_AUGMENTATION, validation: COURSE_VALIDATION, featurewise: false };
  }
  if (augmentation === 'none') {
    const plain = bytes ? COURSE_VALIDATION : parseImageDataGeneratorOptions({});
    return { training: plain, validation: plain, featurewise: false };
  }
  const validation = validationGenerator(augmentation);
  return { training: augmentation, validation, featurewise: validation.featurewiseCenter };
}
