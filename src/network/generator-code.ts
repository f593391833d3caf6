/** Generates Python for Keras's `ImageDataGenerator`, for training and for validation pictures. */
import { camelCase } from '../core/spelling';
import { generatorOptionsThat } from '../options/generator-effects';
import { Expression, call } from './keras-code';
import { PREPROCESSING, preprocessingName } from './preprocessing-functions';

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
/** Options that need statistics of the data, which `fit` computes. */
const FEATUREWISE = ['featurewiseCenter', 'featurewiseStdNormalization', 'zcaWhitening'];

/**
 * Pupila's `shiftAxes: 'corrected'` for square pictures: Keras 3 moves rows by `width_shift_range` and columns by
 * `height_shift_range`.
 */
const CORRECTED_SHIFTS = `class CorrectedShifts(ImageDataGenerator):
    def get_random_transform(self, img_shape, seed=None):
        transform = super().get_random_transform(img_shape, seed)
        transform["tx"], transform["ty"] = transform["ty"], transform["tx"]
        return transform
`;

/**
 * Returns the code that defines `train_datagen` and `val_datagen`. Options with default values are omitted.
 *
 * @param validationSplit Share of the pictures for validation, for both generators. 0: the parts have their own folders.
 */
export function generatorCode(options: GeneratorOptions, validationSplit = 0): string {
  const { shiftAxes, preprocessingFunction } = inCamelCase(options);
  const set = setOptions(options);
  const split: [string, unknown][] = validationSplit > 0 ? [['validationSplit', validationSplit]] : [];
  const isCorrected = shiftAxes === 'corrected';
  return [
    ...preprocessingCode(preprocessingFunction),
    ...(isCorrected ? [CORRECTED_SHIFTS] : []),
    `train_datagen = ${generatorCall([...set, ...split], isCorrected ? 'CorrectedShifts' : undefined)}`,
    `val_datagen = ${generatorCall([...set.filter(isForValidation), ...split])}`,
  ].join('\n');
}

/** Returns the code that defines `datagen`, whose `standardize` prepares a picture like one for validation. */
export function standardizingCode(options: GeneratorOptions): string {
  const { preprocessingFunction } = inCamelCase(options);
  return [
    ...preprocessingCode(preprocessingFunction),
    `datagen = ${generatorCall(setOptions(options).filter(isForValidation))}`,
  ].join('\n');
}

/** Returns the options of Keras's that are not the default. */
const setOptions = (options: GeneratorOptions): [string, unknown][] =>
  Object.entries(inCamelCase(options)).filter(
    ([name, value]) => name !== 'validationSplit' && !OWN.includes(name) && !isDefault(name, value),
  );

const isForValidation = ([name]: [string, unknown]): boolean => FOR_VALIDATION.includes(name);

function preprocessingCode(preprocess: unknown): string[] {
  const code = PREPROCESSING[preprocessingName(preprocess) ?? '']?.code;
  return code ? [`${code}\n`] : [];
}

function generatorCall(entries: [string, unknown][], type = 'ImageDataGenerator'): string {
  const args = entries.map(([name, value]): [string, unknown] => [name, written(name, value)]);
  return call(type, Object.fromEntries(args), true);
}

/** Returns whether the generators need statistics of the data. */
export function needsFit(options: GeneratorOptions): boolean {
  const named = inCamelCase(options);
  return FEATUREWISE.some((name) => named[name]);
}

/** The code that computes the statistics, of all training pictures as the array `x_train`. */
export const FIT_CODE = 'train_datagen.fit(x_train)\nval_datagen.fit(x_train)';

const inCamelCase = (options: GeneratorOptions): GeneratorOptions =>
  Object.fromEntries(Object.entries(options).map(([name, value]) => [camelCase(name), value]));

function written(name: string, value: unknown): unknown {
  if (name === 'rescale' && value === 1 / 255) return new Expression('1./255');
  if (name === 'preprocessingFunction') return new Expression(preprocessingName(value) ?? 'preprocess');
  const { float } = value as { float?: number };
  if (float === undefined) return value;
  return new Expression(Number.isInteger(float) ? `${float}.0` : `${float}`);
}

function isDefault(name: string, value: unknown): boolean {
  return value === undefined || (name in DEFAULTS ? value === DEFAULTS[name] : !value);
}
