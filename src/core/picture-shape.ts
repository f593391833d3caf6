/** Height, width and channels of pictures: as a network's input requires them, and as options describe them. */
import { message } from './message';
import { tupleText } from './size-text';
import { CHANNELS, type ColorMode, colorModeOf } from './types';

/** Height, width, channels. */
export type PictureShape = readonly [height: number, width: number, channels: number];

/** The part of a tfjs-layers model that describes its inputs. Shapes start with the batch. */
export interface ModelInputs {
  readonly inputs: readonly { readonly shape: readonly (number | null)[] }[];
}

/** Options that decide a picture's shape. */
interface ShapeOptions {
  readonly targetSize: readonly [height: number, width: number];
  readonly colorMode: ColorMode;
}

/** How a network takes pictures. */
export interface InputLayout {
  /** Shape of its input without the batch. */
  readonly shape: readonly number[];
  /** Whether the channels of pictures, which are last, have to be moved to the front. */
  readonly movesChannels: boolean;
}

/** Returns the shape of a network's first input without the batch. Null for a side of any size. */
export function inputShapeOf({ inputs }: ModelInputs): (number | null)[] {
  return inputs[0]?.shape.slice(1) ?? [];
}

/** Whether a network takes pictures of any height or any width. */
export function takesAnySize(model: ModelInputs): boolean {
  return pictureShapeOf(model) === null && pictureShapeOf(model, [1, 1]) !== null;
}

/**
 * Whether an input has the channels of its pictures first, as Keras's `channels_first`: only its first side is a number of
 * channels that pictures have.
 */
export function hasChannelsFirst([first, ...sides]: readonly (number | null)[]): boolean {
  const areChannels = (side: number | null | undefined): boolean => !!side && colorModeOf(side) !== null;
  return sides.length === 2 && areChannels(first) && !areChannels(sides[1]);
}

/** Whether an input has its values in another order than pictures do. With one channel, the order is the same. */
export function reordersValues(shape: readonly (number | null)[]): boolean {
  return hasChannelsFirst(shape) && shape[0] !== 1;
}

/**
 * Returns the shape of a network's pictures. An input (height, width) takes grey pictures, and one of a single dimension
 * the values of square ones, grey or in colour: (784), (3072). Channels may be first in an input; in pictures they are
 * last. Null if the input is not a picture.
 *
 * @param size Height and width for a network that takes any. Default: null is returned for it.
 */
export function pictureShapeOf(
  model: ModelInputs,
  size: readonly [height: number | null, width: number | null] = [null, null],
): PictureShape | null {
  const input = inputShapeOf(model);
  const own = hasChannelsFirst(input) ? [...input.slice(1), input[0] as number] : input;
  const shape = own.length > 1 ? own.map((side, i) => side ?? size[i] ?? null) : own;
  if (model.inputs.length !== 1 || !shape.every(Boolean)) return null;
  const [height, width, channels = 1] = shape as [number, number, number?];
  if (shape.length === 1) return squareOf(height);
  return shape.length <= 3 && shape.length > 0 ? [height, width, channels] : null;
}

/** Fewer values are hardly a picture, but other data. */
const MIN_FLAT_SIDE = 8;

/** Returns the shape of the square pictures that have this many values. */
function squareOf(values: number): PictureShape | null {
  for (const channels of [1, 3]) {
    const side = Math.sqrt(values / channels);
    if (Number.isInteger(side) && side >= MIN_FLAT_SIDE) return [side, side, channels];
  }
  return null;
}

/** Whether a network accepts pictures of this shape. */
export function fitsInput(model: ModelInputs, shape: readonly number[]): boolean {
  return inputLayoutOf(model, shape) !== null;
}

/**
 * Returns how a network takes a picture: in its own shape, as (height, width), in one dimension, or with the channels
 * first. Null: not at all.
 */
export function inputLayoutOf(model: ModelInputs, picture: readonly number[]): InputLayout | null {
  const input = inputShapeOf(model);
  const fits = (shape: readonly number[]): boolean =>
    shape.length === input.length && input.every((side, i) => !side || side === shape[i]);
  const [height = 0, width = 0, channels = 0] = picture;
  const shapes = [picture, ...(channels === 1 ? [[height, width]] : []), [height * width * channels]];
  const shape = shapes.find(fits);
  if (model.inputs.length !== 1) return null;
  if (shape) return { shape, movesChannels: false };
  const channelsFirst = [channels, height, width];
  return hasChannelsFirst(input) && fits(channelsFirst)
    ? { shape: channelsFirst, movesChannels: true }
    : null;
}

/** What a network's input must be. The message of an error has the inputs as `inputsInWords`. */
export const INPUT_RULE = message`A model for pictures must have one input of shape (height, width, channels), (channels, height, width), (height, width) or (height · width · channels). Except in the last one, height and width may be of any size.`;

/** Returns the shapes of all inputs of a network. */
export function inputsInWords({ inputs }: ModelInputs): string {
  return inputs.map(({ shape }) => tupleText(shape.slice(1).map((side) => side ?? 'any'))).join(', ');
}

/** Returns the shape of the pictures that these options give. */
export function shapeOfOptions({ targetSize: [height, width], colorMode }: ShapeOptions): PictureShape {
  return [height, width, CHANNELS[colorMode]];
}

/** Returns the options for pictures of this shape, without `colorMode` if no mode has as many channels. */
export function optionsOfShape([height, width, channels]: PictureShape): Pick<ShapeOptions, 'targetSize'> &
  Partial<ShapeOptions> {
  const colorMode = colorModeOf(channels);
  return { targetSize: [height, width], ...(colorMode && { colorMode }) };
}
