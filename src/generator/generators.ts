/** What is done to training and validation images for one choice of augmentation. */
import {
  COURSE_AUGMENTATION,
  COURSE_VALIDATION,
  type ImageDataGeneratorOptions,
  parseImageDataGeneratorOptions,
} from '../options/image-data-generator-options';
import { generatorOptionsThat } from '../options/generator-effects';
import type { ShiftAxes } from '../core/types';

type Augmentation = 'course' | 'none' | ImageDataGeneratorOptions;

/** Two generators: validation images are never augmented, only brought to the same scale. */
export interface Generators {
  training: ImageDataGeneratorOptions;
  validation: ImageDataGeneratorOptions;
  /** True when statistics over the training images are needed first: Keras's `fit`. */
  featurewise: boolean;
}

/**
 * @param augmentation 'course'; 'none': 8-bit pixels are rescaled to 0..1 and nothing else; or a generator's options.
 * @param bytes Whether pixels are 8-bit values; float arrays come as they are.
 * @param shiftAxes Instead of what the augmentation says; null: what it says.
 */
export function generatorsFor(
  augmentation: Augmentation,
  bytes: boolean,
  shiftAxes: ShiftAxes | null = null,
): Generators {
  const generators = chosenGenerators(augmentation, bytes);
  return shiftAxes ? { ...generators, training: { ...generators.training, shiftAxes } } : generators;
}

/** What validation pictures get of a training generator: everything but chance. */
export function validationGenerator(training: ImageDataGeneratorOptions): ImageDataGeneratorOptions {
  const kept = generatorOptionsThat('forValidation').map((name) => [name, training[name]]);
  return parseImageDataGeneratorOptions(Object.fromEntries(kept));
}

function chosenGenerators(augmentation: Augmentation, bytes: boolean): Generators {
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
