/** Generates Python for Keras that reads pictures as Pupila does. */
import type { ColorMode, Interpolation } from '../core/types';
import { call } from './keras-code';
import { comment } from './python-script';

/** How pictures are read: arguments of Keras's `load_img` and `flow_from_directory`. Missing ones have its defaults. */
export interface PictureReading {
  targetSize: readonly [height: number, width: number];
  colorMode?: ColorMode | undefined;
  interpolation?: Interpolation | undefined;
  keepAspectRatio?: boolean | undefined;
}

/** How labs read a picture: the middle, of the size. `loadPicture` does the same. */
export const labReading = (side: number, colorMode?: ColorMode): PictureReading => ({
  colorMode,
  targetSize: [side, side],
  interpolation: 'bilinear',
  keepAspectRatio: true,
});

/** Returns the arguments that differ from Keras's defaults. */
export function readingArguments(reading: PictureReading): Record<string, unknown> {
  const { targetSize, colorMode = 'rgb', interpolation = 'nearest', keepAspectRatio = false } = reading;
  return {
    targetSize: [...targetSize],
    ...(colorMode !== 'rgb' && { colorMode }),
    ...(interpolation !== 'nearest' && { interpolation }),
    ...(keepAspectRatio && { keepAspectRatio }),
  };
}

/**
 * Returns the statements that read a picture file into `name`: float32, 0 … 255, (height, width, channels).
 *
 * @param note What the file is, in the language of the reader.
 * @param path Of the file.
 * @example
 * loadCode('im', labReading(100), 'picture.png: the picture chosen above');
 */
export function loadCode(name: string, reading: PictureReading, note: string, path = 'picture.png'): string {
  const load = call('keras.utils.load_img', { path, ...readingArguments(reading) }, true);
  return `${comment(note)}\npicture = ${load}\n${name} = keras.utils.img_to_array(picture)`;
}
