/** Generates Python for Keras's `ImageDataGenerator`, for training and for validation pictures. */
import { camelCase } from '../core/spelling';
import { generatorOptionsThat } from '../options/generator-effects';
import { Expression, call } from './keras-code';
import { PREPROCESSING, preprocessingName } from './preprocessing-functions';

export { COURSE_AUGMENTATION_OPTIONS as COURSE_AUGMENTATION } from '../options/course-augmentation';

/** Options of `ImageDataGenerator`, in camelCase or in Keras's spelling. */
export type GeneratorOptions = Readonly<Record<string, unknown>>;

/** Keras's defaults other than 0, false and null. */
const DEFAULTS: GeneratorOptions = {
  zcaEpsilon: 1e-6,
  fillMode: 'nearest',
  interpolationOrder: 1,
  dataFormat: 'channels_last',
  dtype: 'float32',
};
/** Options that Keras does not have. */
const OWN: readonly string[] = generatorOptionsThat('isOwn');
/** Options that also apply to validation pictures. */
const FOR_VALIDATION: readonly string[] = generatorOptionsThat('forValidation');

/** Returns the code of both generators. Options with default values are omitted. */
export function generatorCode(options: GeneratorOptions): string {
  const set = Object.entries(options)
    .map(([name, value]): [string, unknown] => [camelCase(name), value])
    .filter(([name, value]) => !OWN.includes(name) && !isDefault(name, value));
  const written = (name: string, value: unknown): unknown => {
    if (name === 'rescale' && value === 1 / 255) return new Expression('1./255');
    return name === 'preprocessingFunction'
      ? new Expression(preprocessingName(value) ?? 'preprocess')
      : value;
  };
  const generator = (entries: [string, unknown][]): string => {
    const args = entries.map(([name, value]): [string, unknown] => [name, written(name, value)]);
    return call('ImageDataGenerator', Object.fromEntries(args), true);
  };
  const { preprocessingFunction } = Object.fromEntries(set);
  const preprocessing = PREPROCESSING[preprocessingName(preprocessingFunction) ?? '']?.code;
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
