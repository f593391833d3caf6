/**
 * The options of Keras's `ImageDataGenerator`: their type, their defaults and their validation.
 * What they do is in random-transform.ts (chance), transform.ts (pixels) and standardize.ts (values).
 */
import { COURSE_AUGMENTATION_OPTIONS } from './course-augmentation';
import {
  type Rule,
  type Rules,
  flag,
  isNumber,
  isNumbers,
  numeric,
  oneOf,
  readOptions,
} from './option-rules';
import type { FillMode, FloatImage, ShiftAxes } from '../core/types';

/**
 * How far a picture may be shifted along one axis.
 *
 * Keras tells Python's `int` from `float`; a JavaScript number is an `int` where it is a whole number:
 * - a fraction with an absolute value below 1, as `0.2`: uniform in ±0.2 of the picture's height or width;
 * - another number with a fractional part, as `2.5`: uniform in ±2.5 pixels;
 * - a whole number n, as `10`: one of 0, 1 … n − 1 pixels, either way;
 * - `{ float: 10 }`, Python's `10.0`: uniform in ±10 pixels;
 * - a list, as `[-3, 0, 5]`: one of its elements, either way; pixels, or fractions where all are below 1.
 */
export type ShiftRange = number | { readonly float: number } | readonly number[];

/** Every option of `ImageDataGenerator`, resolved. Make one with `parseImageDataGeneratorOptions`. */
export interface ImageDataGeneratorOptions {
  /** Subtract the mean of each channel over the data set. Default false. */
  readonly featurewiseCenter: boolean;
  /** Subtract each picture's own mean, over all of its channels together. Default false. */
  readonly samplewiseCenter: boolean;
  /** Divide by the standard deviation of each channel over the data set; implies `featurewiseCenter`. */
  readonly featurewiseStdNormalization: boolean;
  /** Divide by each picture's own standard deviation; implies `samplewiseCenter`. */
  readonly samplewiseStdNormalization: boolean;
  /** ZCA whitening; implies `featurewiseCenter` and switches `featurewiseStdNormalization` off. */
  readonly zcaWhitening: boolean;
  /** Added to the singular values before dividing by them. Default 1e-6. */
  readonly zcaEpsilon: number;
  /** Rotation is uniform in ± this many degrees. Default 0. */
  readonly rotationRange: number;
  /** Horizontal shift. Default 0. See `shiftAxes`. */
  readonly widthShiftRange: ShiftRange;
  /** Vertical shift. Default 0. See `shiftAxes`. */
  readonly heightShiftRange: ShiftRange;
  /**
   * Brightness factor, uniform between the two; rounds pixels to whole numbers, as in Keras. Default null.
   */
  readonly brightnessRange: readonly [number, number] | null;
  /** Shear is uniform in ± this many degrees (not radians: 0.2 does almost nothing). Default 0. */
  readonly shearRange: number;
  /**
   * Zoom factors of the two axes, uniform between the two; z means [1 − z, 1 + z]. Below 1 magnifies.
   * Default 0.
   */
  readonly zoomRange: number | readonly [number, number];
  /** Shift of all values together, uniform in ± this many grey levels. Default 0. */
  readonly channelShiftRange: number;
  /** What is shown outside of the picture. Default 'nearest'. */
  readonly fillMode: FillMode;
  /** Grey level outside of the picture for fill mode 'constant'. Default 0. */
  readonly cval: number;
  /** Mirror left and right every other time. Default false. */
  readonly horizontalFlip: boolean;
  /** Mirror up and down every other time. Default false. */
  readonly verticalFlip: boolean;
  /** Factor of all values, after the transforms; null or 0: none. Default null. */
  readonly rescale: number | null;
  /**
   * Called on each picture after the transforms, before `rescale`. Must give the same shape. Default null.
   */
  readonly preprocessingFunction: ((image: FloatImage) => FloatImage) | null;
  /** Share of each class set apart for validation, in (0, 1); 0: none. Default 0. */
  readonly validationSplit: number;
  /** Sampling of the affine transform: 0 nearest pixel, 1 bilinear. Default 1. */
  readonly interpolationOrder: 0 | 1;
  /** Only NHWC. */
  readonly dataFormat: 'channels_last';
  /** Only float32. */
  readonly dtype: 'float32';
  /**
   * 'keras' (default) as Keras 3: `widthShiftRange` moves rows and `heightShiftRange` columns, and a picture
   * that is not square turns about a point off its centre. 'corrected' moves the named axis and turns about
   * the centre. Both draw the same numbers; for square pictures with equal shift ranges they differ only in
   * which axis gets which. See https://github.com/keras-team/keras/issues/17398.
   */
  readonly shiftAxes: ShiftAxes;
}

/** Two numbers from 0 up. Keras takes negative ones and makes nothing sensible of them. */
function readPair(value: unknown): readonly [number, number] | undefined {
  const pair = isNumbers(value) && value.length === 2 && value.every((end) => end >= 0);
  return pair ? (value as [number, number]) : undefined;
}

function readShift(value: unknown): ShiftRange | undefined {
  if (isNumbers(value)) return value;
  if (isNumber(value)) return value >= 0 ? value : undefined;
  if (typeof value !== 'object' || value === null || Object.keys(value).join() !== 'float') return undefined;
  const { float } = value as { float: unknown };
  return isNumber(float) && float >= 0 ? { float } : undefined;
}

const shift: Rule<ShiftRange> = {
  default: 0,
  says: 'is a fraction or a number of pixels, from 0 up, a list of numbers or {"float": number}',
  read: readShift,
};
const RULES: Rules<ImageDataGeneratorOptions> = {
  featurewiseCenter: flag(false),
  samplewiseCenter: flag(false),
  featurewiseStdNormalization: flag(false),
  samplewiseStdNormalization: flag(false),
  zcaWhitening: flag(false),
  zcaEpsilon: numeric(1e-6, 0),
  rotationRange: numeric(0, 0),
  widthShiftRange: shift,
  heightShiftRange: shift,
  brightnessRange: {
    default: null,
    says: 'should be tuple or list of two floats from 0 up',
    read: (value) => (value === null ? null : readPair(value)),
  },
  shearRange: numeric(0, 0),
  zoomRange: {
    default: 0,
    says: 'should be a float or a tuple or list of two floats, from 0 up',
    read: (value) => (isNumber(value) && value >= 0 ? value : readPair(value)),
  },
  channelShiftRange: numeric(0, 0),
  fillMode: oneOf<FillMode>(['constant', 'nearest', 'reflect', 'wrap'], 'nearest'),
  cval: numeric(0),
  horizontalFlip: flag(false),
  verticalFlip: flag(false),
  rescale: {
    default: null,
    says: 'is a number or null',
    read: (value) => (value === null || isNumber(value) ? value : undefined),
  },
  preprocessingFunction: {
    default: null,
    says: 'is a function of one image, or null',
    read: (value) => {
      const given = value === null || typeof value === 'function';
      return given ? (value as ImageDataGeneratorOptions['preprocessingFunction']) : undefined;
    },
  },
  validationSplit: {
    default: 0,
    says: 'must be strictly between 0 and 1, or 0 for none',
    read: (value) => (value === null ? 0 : isNumber(value) && value >= 0 && value < 1 ? value : undefined),
  },
  interpolationOrder: oneOf([0, 1] as const, 1),
  dataFormat: oneOf(['channels_last'] as const, 'channels_last', true),
  dtype: oneOf(['float32'] as const, 'float32', true),
  shiftAxes: oneOf<ShiftAxes>(['keras', 'corrected'], 'keras'),
};

/**
 * Reads the options of an `ImageDataGenerator` and fills in Keras's defaults.
 *
 * @param json An object with Keras's names (`rotation_range`) or ours (`rotationRange`);
 *   `preprocessingFunction` may be given where the object does not come from JSON.
 * @returns All options. As in Keras's constructor a standard deviation option switches its centring on, and
 *   `zcaWhitening` switches `featurewiseCenter` on and `featurewiseStdNormalization` off.
 * @throws {PupilaError} 'invalid-argument' for an unknown name, a name given twice or a value that breaks its
 *   rule.
 * @example
 * parseImageDataGeneratorOptions({ rescale: 1 / 255, rotation_range: 40, zoom_range: [0.8, 1.2] });
 */
export function parseImageDataGeneratorOptions(json: unknown): ImageDataGeneratorOptions {
  return withImplied(readOptions('an `ImageDataGenerator`', RULES, json));
}

function withImplied(options: ImageDataGeneratorOptions): ImageDataGeneratorOptions {
  const { zcaWhitening, samplewiseStdNormalization } = options;
  const featurewiseStdNormalization = options.featurewiseStdNormalization && !zcaWhitening;
  return {
    ...options,
    featurewiseStdNormalization,
    featurewiseCenter: options.featurewiseCenter || zcaWhitening || featurewiseStdNormalization,
    samplewiseCenter: options.samplewiseCenter || samplewiseStdNormalization,
  };
}

/** The course's augmentation of the training pictures. */
export const COURSE_AUGMENTATION: ImageDataGeneratorOptions =
  parseImageDataGeneratorOptions(COURSE_AUGMENTATION_OPTIONS);

/** The course's treatment of the validation pictures: values in 0 … 1, nothing else. */
export const COURSE_VALIDATION: ImageDataGeneratorOptions = parseImageDataGeneratorOptions({
  rescale: 1 / 255,
});
