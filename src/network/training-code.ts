/** Generates Python for Keras that augments and trains with the settings made here: generators, `compile`, `fit`. */
import { generatorOptionsThat } from '../options/generator-effects';
import { defaultClassMode } from '../core/types';
import { Expression, call } from './keras-code';
import { PREPROCESSING, preprocessingName } from './preprocessing-functions';

export { COURSE_AUGMENTATION_OPTIONS as COURSE_AUGMENTATION } from '../options/course-augmentation';

/** Options of `ImageDataGenerator`, under their TypeScript names. */
export type GeneratorOptions = Readonly<Record<string, unknown>>;

/** Keras's defaults other than 0, false and null. */
const DEFAULTS: GeneratorOptions = {
  zcaEpsilon: 1e-6,
  fillMode: 'nearest',
  interpolationOrder: 1,
  dataFormat: 'channels_last',
  dtype: 'float32',
};
/** Options that only Pupila has. */
const OWN: readonly string[] = generatorOptionsThat('isOwn');
const SCALE = new Expression('1./255');
/** Options that also apply to validation pictures. */
const FOR_VALIDATION: readonly string[] = generatorOptionsThat('forValidation');

/** Returns the code of both generators. Options with default values are omitted. */
export function generatorCode(options: GeneratorOptions): string {
  const set = Object.entries(options).filter(
    ([name, value]) => !OWN.includes(name) && !isDefault(name, value),
  );
  const written = (name: string, value: unknown): unknown => {
    if (name === 'rescale') return SCALE;
    return name === 'preprocessingFunction'
      ? new Expression(preprocessingName(value) ?? 'preprocess')
      : value;
  };
  const generator = (entries: [string, unknown][]): string => {
    const args = entries.map(([name, value]): [string, unknown] => [name, written(name, value)]);
    return call('ImageDataGenerator', Object.fromEntries(args), true);
  };
  const preprocessing = PREPROCESSING[preprocessingName(options['preprocessingFunction']) ?? '']?.code;
  return [
    ...(preprocessing ? ['import numpy as np'] : []),
    'from tensorflow.keras.preprocessing.image import ImageDataGenerator',
    '',
    ...(preprocessing ? [preprocessing, ''] : []),
    `train_datagen = ${generator(set)}`,
    `val_datagen = ${generator(set.filter(([name]) => FOR_VALIDATION.includes(name)))}`,
  ].join('\n');
}

function isDefault(name: string, value: unknown): boolean {
  return value === undefined || (name in DEFAULTS ? value === DEFAULTS[name] : !value);
}

/** A run, as arguments for Keras. */
export interface Fit {
  augmentation: GeneratorOptions;
  targetSize: number;
  batchSize: number;
  /** Number of classes in the data; null if not known yet, which counts as two. */
  classes: number | null;
  optimizer: 'adam' | 'sgd' | 'rmsprop';
  learningRate: number;
  /** Of sgd and rmsprop; 0: none. */
  momentum: number;
  epochs: number;
  /** Null: one pass over the pictures. */
  stepsPerEpoch: number | null;
  validationSteps: number | null;
}

const OPTIMIZERS = { adam: 'Adam', sgd: 'SGD', rmsprop: 'RMSprop' } as const;

/** Returns the code for data, `compile` and `fit`, for an existing `model`. */
export function trainingCode(fit: Fit): string {
  const { targetSize, batchSize, epochs, learningRate, stepsPerEpoch, validationSteps } = fit;
  const mode = defaultClassMode(fit.classes ?? 2);
  const read = { targetSize: [targetSize, targetSize], batchSize, classMode: mode };
  const flow = (generator: string, directory: string): string =>
    call(`${generator}.flow_from_directory`, { directory, ...read }, true);
  const optimizer = call(`tf.keras.optimizers.${OPTIMIZERS[fit.optimizer]}`, {
    learningRate,
    ...(fit.momentum > 0 && { momentum: fit.momentum }),
  });
  return [
    'import tensorflow as tf',
    generatorCode(fit.augmentation),
    '',
    `train_generator = ${flow('train_datagen', 'train')}`,
    `validation_generator = ${flow('val_datagen', 'validation')}`,
    '',
    call(
      'model.compile',
      {
        loss: `${mode}_crossentropy`,
        optimizer: new Expression(optimizer),
        metrics: new Expression('["accuracy"]'),
      },
      true,
    ),
    `history = ${call(
      'model.fit',
      {
        x: new Expression('train_generator'),
        ...(stepsPerEpoch !== null && { stepsPerEpoch }),
        epochs,
        validationData: new Expression('validation_generator'),
        ...(validationSteps !== null && { validationSteps }),
      },
      true,
    )}`,
  ].join('\n');
}
