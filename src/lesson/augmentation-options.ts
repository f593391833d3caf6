/** Defines a control for every option of `ImageDataGenerator` that has an effect in the lab. */
import type { ImageDataGeneratorOptions } from '../index';

type Options = Partial<ImageDataGeneratorOptions>;

/** A slider, a switch or a select. `pair` is a slider for (1 − x, 1 + x). */
export type Control =
  | { name: keyof Options; kind: 'number'; max: number; step: number; unit: string }
  | { name: keyof Options; kind: 'pair'; max: number; step: number }
  | { name: keyof Options; kind: 'flag' }
  /** One of PREPROCESSING. */
  | { name: 'preprocessingFunction'; kind: 'function' }
  | { name: keyof Options; kind: 'choice'; values: readonly (string | number)[] };

const number = (name: keyof Options, max: number, step: number, unit = ''): Control => ({
  name,
  kind: 'number',
  max,
  step,
  unit,
});
const flag = (name: keyof Options): Control => ({ name, kind: 'flag' });
const oneOf = (name: keyof Options, values: readonly (string | number)[]): Control => ({
  name,
  kind: 'choice',
  values,
});

/** Options whose effect is visible on the sheet. */
export const VISIBLE_CONTROLS: readonly Control[] = [
  number('rotationRange', 180, 5, '°'),
  number('widthShiftRange', 0.9, 0.05),
  number('heightShiftRange', 0.9, 0.05),
  number('shearRange', 60, 0.2, '°'),
  number('zoomRange', 0.9, 0.05),
  number('channelShiftRange', 150, 5),
  { name: 'brightnessRange', kind: 'pair', max: 0.9, step: 0.1 },
  oneOf('fillMode', ['nearest', 'constant', 'reflect', 'wrap']),
  number('cval', 255, 5),
  flag('horizontalFlip'),
  flag('verticalFlip'),
  oneOf('interpolationOrder', [1, 0]),
  oneOf('shiftAxes', ['keras', 'corrected']),
];

/** Options that change the values the network receives. */
export const VALUE_CONTROLS: readonly Control[] = [
  { name: 'preprocessingFunction', kind: 'function' },
  oneOf('rescale', ['1/255', 'None']),
  flag('featurewiseCenter'),
  flag('featurewiseStdNormalization'),
  flag('samplewiseCenter'),
  flag('samplewiseStdNormalization'),
  flag('zcaWhitening'),
  oneOf('zcaEpsilon', [1e-6, 1e-5, 1e-4, 0.001, 0.01, 0.1]),
];

/** Returns what an option needs in order to have an effect, in Keras's words. Null: it has one. */
export function unmetNeed(
  name: keyof Options,
  { fillMode = 'nearest', zcaWhitening }: Options,
): string | null {
  if (name === 'cval' && fillMode !== 'constant') return 'fill_mode="constant"';
  if (name === 'zcaEpsilon' && !zcaWhitening) return 'zca_whitening=True';
  return null;
}

/** Returns the options with one changed; undefined resets it to its default. */
export function withOption(options: Options, name: keyof Options, value: unknown): Options {
  const { [name]: _before, ...rest } = options;
  return value === undefined ? rest : { ...rest, [name]: value };
}

/**
 * Returns whether values are shifted or scaled by statistics of the picture or data set, so their range is not known
 * beforehand.
 */
export function standardizes(options: Options): boolean {
  const { featurewiseCenter, featurewiseStdNormalization, samplewiseCenter, samplewiseStdNormalization } =
    options;
  const { zcaWhitening } = options;
  return [
    featurewiseCenter,
    featurewiseStdNormalization,
    samplewiseCenter,
    samplewiseStdNormalization,
    zcaWhitening,
  ].some(Boolean);
}
