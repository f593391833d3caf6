/**
 * Draws the parameters of one picture's transform, in the order in which Keras's
 * `ImageDataGenerator.get_random_transform` draws them. transform.ts applies them.
 */
import type { RandomState } from '../../random/random-state';
import type { ImageDataGeneratorOptions, ShiftRange } from '../../options/image-data-generator-options';

/** The random decisions for one picture. Plain data, so it can be sent to another thread. */
export interface TransformParameters {
  /** Rotation in degrees. */
  theta: number;
  /** Shift in pixels drawn from `heightShiftRange`. */
  tx: number;
  /** Shift in pixels drawn from `widthShiftRange`. */
  ty: number;
  /** Shear in degrees. */
  shear: number;
  /** Zoom factor of the columns; below 1 magnifies. */
  zx: number;
  /** Zoom factor of the rows. */
  zy: number;
  flipHorizontal: boolean;
  flipVertical: boolean;
  /** Grey levels added to every value; null for none. */
  channelShiftIntensity: number | null;
  /** Brightness factor; null for none. */
  brightness: number | null;
}

/**
 * Draws the transform of one picture from NumPy's stream: the same numbers as Keras, bit for bit.
 *
 * Options that are off draw nothing, except the two flips, which always draw.
 *
 * @param shape Rows, columns and channels of the picture.
 * @example
 * drawTransform(COURSE_AUGMENTATION, new RandomState(0), [150, 150, 3]).theta; // 3.905…
 */
export function drawTransform(
  options: ImageDataGeneratorOptions,
  stream: RandomState,
  [rows, columns]: readonly [rows: number, columns: number, channels: number],
): TransformParameters {
  const symmetric = (range: number): number => stream.uniform(-range, range);
  const { rotationRange, shearRange, zoomRange, channelShiftRange, brightnessRange } = options;
  const theta = rotationRange ? symmetric(rotationRange) : 0;
  const tx = drawShift(options.heightShiftRange, stream, rows);
  const ty = drawShift(options.widthShiftRange, stream, columns);
  const shear = shearRange ? symmetric(shearRange) : 0;
  const [low, high] = typeof zoomRange === 'number' ? [1 - zoomRange, 1 + zoomRange] : zoomRange;
  const zooms = low !== 1 || high !== 1;
  const zx = zooms ? stream.uniform(low, high) : 1;
  const zy = zooms ? stream.uniform(low, high) : 1;
  const flipHorizontal = stream.random() < 0.5 && options.horizontalFlip;
  const flipVertical = stream.random() < 0.5 && options.verticalFlip;
  const channelShiftIntensity = channelShiftRange !== 0 ? symmetric(channelShiftRange) : null;
  const brightness = brightnessRange ? stream.uniform(...brightnessRange) : null;
  return { theta, tx, ty, shear, zx, zy, flipHorizontal, flipVertical, channelShiftIntensity, brightness };
}

function drawShift(range: ShiftRange, stream: RandomState, length: number): number {
  if (typeof range === 'number') {
    if (range === 0) return 0;
    return Number.isInteger(range)
      ? withSign(stream.bounded(range - 1), stream)
      : uniformShift(range, stream, length);
  }
  if ('float' in range) return range.float === 0 ? 0 : uniformShift(range.float, stream, length);
  if (range.length === 0) return 0;
  const shift = withSign(stream.choice(range), stream);
  return Math.max(...range) < 1 ? shift * length : shift;
}

function uniformShift(range: number, stream: RandomState, length: number): number {
  const shift = stream.uniform(-range, range);
  return range < 1 ? shift * length : shift;
}

/** Returns `shift` with a random sign. Adding 0 turns −0 into 0, as with Python's integers. */
function withSign(shift: number, stream: RandomState): number {
  return shift * stream.choice([-1, 1]) + 0;
}
