/** Height, width and channels of pictures: as a network's input requires them, and as options describe them. */
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

/** Returns the shape of a network's first input without the batch. Null for a side of any size. */
export function inputShapeOf({ inputs }: ModelInputs): (number | null)[] {
  return inputs[0]?.shape.slice(1) ?? [];
}

/** Returns the shape of a network's pictures, or null if a side is variable or the input is not a picture. */
export function pictureShapeOf(model: ModelInputs): PictureShape | null {
  const shape = inputShapeOf(model);
  const isPicture = model.inputs.length === 1 && shape.length === 3 && shape.every(Boolean);
  return isPicture ? (shape as unknown as PictureShape) : null;
}

/** Whether a network's input accepts values of this shape. */
export function fitsInput(model: ModelInputs, shape: readonly number[]): boolean {
  const input = inputShapeOf(model);
  return input.length === shape.length && input.every((side, i) => !side || side === shape[i]);
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
