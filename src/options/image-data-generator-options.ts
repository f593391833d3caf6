/**
 * Options of Keras's `ImageDataGenerator`: types, defaults and validation. They are implemented in random-transform.ts
 * (random numbers), transform.ts (pixels) and standardize.ts (values).
 */
import { message } from '../core/message';
import { COURSE_AUGMENTATION_OPTIONS } from './course-augmentation';
import { withImplications } from './generator-implications';
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
 * Keras distinguishes Python's `int` and `float`. A whole JavaScript number counts as an `int`:
 * - a number below 1, such as `0.2`: uniform in ±0.2 of the picture's height or width;
 * - another number with a fractional part, such as `2.5`: uniform in ±2.5 pixels;
 * - a whole number n, such as `10`: one of 0, 1 … n − 1 pixels, in either direction;
 * - `{ float: 10 }`, Python's `10.0`: uniform in ±10 pixels;
 * - a list, such as `[-3, 0, 5]`: one of its elements, in either direction. In pixels, or fractions if all are below 1.
 */
export type ShiftRange = number | { readonly float: number } | readonly number[];

/** All options of `ImageDataGenerator`, with defaults filled in. Create it with `parseImageDataGeneratorOptions`. */
export interface ImageDataGeneratorOptions {
  /** Subtract the mean of each channel over the data set. Default false. */
  readonly featurewiseCenter: boolean;
  /** Subtract each picture's own mean over all channels. Default false. */
  readonly samplewiseCenter: boolean;
  /** Divide by the standard deviation of each channel over the data set; implies `featurewiseCenter`. */
  readonly featurewiseStdNormalization: boolean;
  /** Divide by each picture's own standard deviation; implies `samplewiseCenter`. */
  readonly samplewiseStdNormalization: boolean;
  /** ZCA whitening; implies `featurewiseCenter` and disables `featurewiseStdNormalization`. */
  readonly zcaWhitening: boolean;
  /** Added to the singular values before dividing by them. Default 1e-6. */
  readonly zcaEpsilon: number;
  /** Rotation, uniform in ± this many degrees. Default 0. */
  readonly rotationRange: number;
  /** Horizontal shift. Default 0. See `shiftAxes`. */
  readonly widthShiftRange: ShiftRange;
  /** Vertical shift. Default 0. See `shiftAxes`. */
  readonly heightShiftRange: ShiftRange;
  /** Brightness factor, uniform between the two. Rounds pixels to whole numbers, as in Keras. Default null. */
  readonly brightnessRange: readonly [number, number] | null;
  /** Shear, uniform in ± this many degrees (not radians: 0.2 has almost no effect). Default 0. */
  readonly shearRange: number;
  /** Zoom factor of each axis, uniform between the two. z means [1 − z, 1 + z]. Below 1 magnifies. Default 0. */
  readonly zoomRange: number | readonly [number, number];
  /** Offset for all values, uniform in ± this many grey levels. Default 0. */
  readonly channelShiftRange: number;
  /** How to fill pixels outside the picture. Default 'nearest'. */
  readonly fillMode: FillMode;
  /** Grey level outside the picture for fill mode 'constant'. Default 0. */
  readonly cval: number;
  /** Mirror horizontally with probability 0.5. Default false. */
  readonly horizontalFlip: boolean;
  /** Mirror vertically with probability 0.5. Default false. */
  readonly verticalFlip: boolean;
  /** Factor for all values, applied after the transforms. Null (default) or 0: none. */
  readonly rescale: number | null;
  /** Called with each picture after the transforms, before `rescale`. Must return the same shape. Default null. */
  readonly preprocessingFunction: ((image: FloatImage) => FloatImage) | null;
  /** Share of each class reserved for validation, below 1. Default 0: none. */
  readonly validationSplit: number;
  /** Interpolation of the affine transform: 0 nearest, 1 bilinear. Default 1. */
  readonly interpolationOrder: 0 | 1;
  /** NHWC is the only supported layout. */
  readonly dataFormat: 'channels_last';
  /** The only supported type. */
  readonly dtype: 'float32';
  /**
   * 'keras' (default) behaves like Keras 3: `widthShiftRange` moves rows, `heightShiftRange` moves columns, and a
   * non-square picture is rotated about a point that is not its centre. 'corrected' moves the named axis and rotates
   * about the centre. Both draw the same random numbers. For square pictures with equal shift ranges, the only
   * difference is which axis gets which number. See https://github.com/keras-team/keras/issues/17398.
   */
  readonly shiftAxes: ShiftAxes;
}

/** Reads two numbers from 0 up. Keras accepts negative ones, but they give no sensible result. */
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
  says: message`must be a fraction or a number of pixels of at least 0, a list of numbers, or {"float": number}`,
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
    says: message`must be a list of two numbers of at least 0`,
    read: (value) => (value === null ? null : readPair(value)),
  },
  shearRange: numeric(0, 0),
  zoomRange: {
    default: 0,
    says: message`must be a number or a list of two numbers of at least 0`,
    read: (value) => (isNumber(value) && value >= 0 ? value : readPair(value)),
  },
  channelShiftRange: numeric(0, 0),
  fillMode: oneOf<FillMode>(['constant', 'nearest', 'reflect', 'wrap'], 'nearest'),
  cval: numeric(0),
  horizontalFlip: flag(false),
  verticalFlip: flag(false),
  rescale: {
    default: null,
    says: message`must be a number or null`,
    read: (value) => (value === null || isNumber(value) ? value : undefined),
  },
  preprocessingFunction: {
    default: null,
    says: message`must be a function of one image, or null`,
    read: (value) => {
      const isValid = value === null || typeof value === 'function';
      return isValid ? (value as ImageDataGeneratorOptions['preprocessingFunction']) : undefined;
    },
  },
  validationSplit: {
    default: 0,
    says: message`must be at least 0 and below 1`,
    read: (value) => (value === null ? 0 : isNumber(value) && value >= 0 && value < 1 ? value : undefined),
  },
  interpolationOrder: oneOf([0, 1] as const, 1),
  dataFormat: oneOf(['channels_last'] as const, 'channels_last', true),
  dtype: oneOf(['float32'] as const, 'float32', true),
  shiftAxes: oneOf<ShiftAxes>(['keras', 'corrected'], 'keras'),
};

/**
 * Validates the options of an `ImageDataGenerator` and fills in Keras's defaults.
 *
 * @param json An object with names in snake_case (`rotation_range`) or camelCase (`rotationRange`). If it does not come
 *   from JSON, it may contain `preprocessingFunction`.
 * @returns All options. As in Keras's constructor, a standard deviation option enables the matching centring, and
 *   `zcaWhitening` enables `featurewiseCenter` and disables `featurewiseStdNormalization`.
 * @throws {PupilaError} 'invalid-argument' for an unknown name, a duplicate name or an invalid value.
 * @example
 * parseImageDataGeneratorOptions({ rescale: 1 / 255, rotation_range: 40, zoom_range: [0.8, 1.2] });
 */
export function parseImageDataGeneratorOptions(json: unknown): ImageDataGeneratorOptions {
  return withImplications(readOptions(message`an \`ImageDataGenerator\``, RULES, json));
}

/** The course's augmentation for training pictures. */
export const COURSE_AUGMENTATION: ImageDataGeneratorOptions =
  parseImageDataGeneratorOptions(COURSE_AUGMENTATION_OPTIONS);

/** The course's preprocessing for validation pictures: rescales to 0 … 1. */
export const COURSE_VALIDATION: ImageDataGeneratorOptions = parseImageDataGeneratorOptions({
  rescale: 1 / 255,
});
