/** Decodes and resizes a single picture as the pictures of a data set, and provides the built-in pictures. */
import { assetUrl, fetchAsset } from '../assets/asset-url';
import { invalidArgument } from '../core/errors';
import { message } from '../core/message';
import { parseImageDataGeneratorOptions } from '../options/image-data-generator-options';
import type { FloatImage, PictureFacts } from '../core/types';
import { DataWorkerPool } from '../loader/data-worker-pool';

/** Name of a picture that comes with the library. */
export type BuiltInPicture = 'cat' | 'dog' | 'shapes';
const BUILT_IN: Readonly<Record<BuiltInPicture, string>> = {
  cat: 'cat.jpg',
  dog: 'dog.jpg',
  shapes: 'shapes.png',
};

const UNCHANGED = parseImageDataGeneratorOptions({});
let pool: DataWorkerPool | null = null;

/**
 * Returns the decoding worker and starts it on the first call. Call it early to have the worker ready for a picture.
 */
export function decoder(): DataWorkerPool {
  if (!pool) {
    pool = new DataWorkerPool(1);
    pool.startWithoutData();
  }
  return pool;
}

/** Returns the address of a built-in picture. */
export function builtInPictureUrl(name: BuiltInPicture): string {
  return assetUrl(`pictures/${BUILT_IN[name]}`);
}

/** Fetches a built-in picture. Rejects with 'fetch-failed' if the package's assets are missing. */
export async function builtInPicture(name: BuiltInPicture): Promise<File> {
  const response = await fetchAsset(`pictures/${BUILT_IN[name]}`);
  return new File([await response.blob()], BUILT_IN[name]);
}

/**
 * Decodes a picture, then crops and resizes it to `size`. Runs in a worker that is kept for later calls.
 *
 * @param file JPEG, PNG, BMP, PPM or TIFF.
 * @param size Height and width in pixels.
 * @param colorMode Default 'rgb'.
 * @returns Values 0 … 255.
 * @throws {PupilaError} 'bad-image', 'invalid-argument'.
 * @example
 * const { data } = await loadPicture(input.files[0], [150, 150]); // 150 × 150 × 3 values, row by row
 */
export async function loadPicture(
  file: Blob,
  [height, width]: readonly [number, number],
  { name = 'picture', colorMode = 'rgb' }: { name?: string; colorMode?: 'rgb' | 'grayscale' } = {},
): Promise<FloatImage> {
  if (![height, width].every((side) => Number.isInteger(side) && side > 0)) {
    throw invalidArgument(message`The sides of a picture must be positive integers.`, { height, width });
  }
  const read = { targetSize: [height, width] as const, colorMode, interpolation: 'bilinear' as const };
  const data = await decoder().use((api) =>
    api.prepare(file, name, UNCHANGED, null, { ...read, keepAspectRatio: true }),
  );
  return { height, width, channels: colorMode === 'rgb' ? 3 : 1, data };
}

/** Returns what a reader should know of a picture file. Rejects with 'bad-image' if it cannot be read. */
export function pictureFacts(file: Blob, name: string): Promise<PictureFacts> {
  return decoder().use((api) => api.pictureFacts(file, name));
}
