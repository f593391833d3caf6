/** The settings that `<pupila-trainer>` has as attributes and in its form, and the library's options made of them. */
import type { BackendChoice, ImageDataGeneratorOptions, TrainingOptions } from '../../index';
import type { InputSize } from '../model-input';
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

/** By the number of channels. */
const COLOR_MODES: Readonly<Record<number, TrainingOptions['colorMode']>> = {
  1: 'grayscale',
  3: 'rgb',
  4: 'rgba',
};

/** Options of a session. The library checks them. @param size What the network takes; null: as the settings say. */
export function trainingOptions(settings: TrainerSettings, size: InputSize | null): TrainingOptions {
  const { backend, epochs, batchSize, targetSize, seed, augment } = settings;
  const { validationSplit, stepsPerEpoch, validationSteps, optimizer, learningRate } = settings;
  const colorMode = size && COLOR_MODES[size.channels];
  return {
    ...{ backend, epochs, batchSize, validationSplit, optimizer, learningRate },
    targetSize: size ? [size.height, size.width] : [targetSize, targetSize],
    augmentation: augment,
    ...(colorMode && { colorMode }),
    ...(seed !== null && { seed }),
    ...(stepsPerEpoch !== null && { stepsPerEpoch }),
    ...(validationSteps !== null && { validationSteps }),
  };
}

/**
 * `compile` and `fit` with these settings, in Python.
 *
 * @param classes Of the data; null: not known yet.
 * @param size What the network takes; null: as the settings say.
 */
export function fitCode(settings: TrainerSettings, classes: number | null, size: InputSize | null): string {
  // By name: an element's settings are accessors, which a spread leaves behind.
  const { augment, targetSize, batchSize, optimizer, learningRate, epochs } = settings;
  const { stepsPerEpoch, validationSteps } = settings;
  const presets = { course: COURSE_AUGMENTATION, none: { rescale: COURSE_AUGMENTATION.rescale } };
  const augmentation =
    typeof augment === 'string' ? presets[augment] : (augment as unknown as GeneratorOptions);
  return trainingCode({
    targetSize: size?.height ?? targetSize,
    ...{ augmentation, batchSize, classes, optimizer, learningRate },
    ...{ epochs, stepsPerEpoch, validationSteps },
  });
}
