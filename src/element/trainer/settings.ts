/** The settings that `<pupila-trainer>` has as attributes and in its form, and the library's options made of them. */
import type { BackendChoice, ImageDataGeneratorOptions, TrainingOptions } from '../../index';
import { COURSE_AUGMENTATION, type GeneratorOptions, trainingCode } from '../../network/training-code';

/** Plain values; null where the library decides. */
export interface TrainerSettings {
  backend: BackendChoice;
  epochs: number;
  batchSize: number;
  targetSize: number;
  seed: number | null;
  augment: 'course' | 'none' | ImageDataGeneratorOptions;
  validationSplit: number;
  stepsPerEpoch: number | null;
  validationSteps: number | null;
  optimizer: 'adam' | 'sgd' | 'rmsprop';
  learningRate: number;
}

/** The library's defaults, but for `validationSplit`: who brings a handful of pictures wants to see how well it goes. */
export const DEFAULTS: Readonly<TrainerSettings> = {
  backend: 'auto',
  epochs: 10,
  batchSize: 128,
  targetSize: 150,
  seed: null,
  augment: 'course',
  validationSplit: 0.2,
  stepsPerEpoch: null,
  validationSteps: null,
  optimizer: 'adam',
  learningRate: 0.001,
};

/** Options of a session. The library checks them. */
export function trainingOptions(settings: TrainerSettings): TrainingOptions {
  const { backend, epochs, batchSize, targetSize, seed, augment } = settings;
  const { validationSplit, stepsPerEpoch, validationSteps, optimizer, learningRate } = settings;
  return {
    ...{ backend, epochs, batchSize, validationSplit, optimizer, learningRate },
    targetSize: [targetSize, targetSize],
    augmentation: augment,
    ...(seed !== null && { seed }),
    ...(stepsPerEpoch !== null && { stepsPerEpoch }),
    ...(validationSteps !== null && { validationSteps }),
  };
}

/** `compile` and `fit` with these settings, in Python. @param classes Of the data; null: not known yet. */
export function fitCode(settings: TrainerSettings, classes: number | null): string {
  const { augment } = settings;
  const presets = { course: COURSE_AUGMENTATION, none: { rescale: COURSE_AUGMENTATION.rescale } };
  const augmentation =
    typeof augment === 'string' ? presets[augment] : (augment as unknown as GeneratorOptions);
  return trainingCode({ ...settings, augmentation, classes });
}
