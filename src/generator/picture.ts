/** One picture by itself, decoded and resized as the pictures of a data set are; and the pictures that come built in. */
import { assetUrl, fetchAsset } from '../assets/asset-url';
import { invalidArgument } from '../core/errors';
import { parseImageDataGeneratorOptions } from '../options/image-data-generator-options';
import type { FloatImage } from '../core/types';
import { DataWorkerPool } from '../loader/data-worker-pool';

const BUILT_IN = { cat: 'cat.jpg', dog: 'dog.jpg', shapes: 'shapes.png' } as const;

/** Pictures that come with the library. */
export type BuiltInPicture = keyof typeof BUILT_IN;
export const BUILT_IN_PICTURES = Object.keys(BUILT_IN) as BuiltInPicture[];

const AS_IT_IS = parseImageDataGeneratorOptions({});
let pool: DataWorkerPool | null = null;

/** The worker that decodes, started by the first call: a page that knows that a picture comes may call it before. */
export function decoder(): DataWorkerPool {
  if (!pool) {
    pool = new DataWorkerPool(1);
    pool.startWithoutData();
  }
  return pool;
}

/** The address of a built-in picture. */
export function builtInPictureUrl(name: BuiltInPicture): string {
  return assetUrl(`pictures/${BUILT_IN[name]}`);
}

/** A built-in picture as a file. Rejects with 'fetch-failed' when the package's assets are missing. */
export async function builtInPicture(name: BuiltInPicture): Promise<File> {
  const response = await fetchAsset(`pictures/${BUILT_IN[name]}`);
  return new File([await response.blob()], BUILT_IN[name]);
}

/**
 * Decodes a picture in a worker, which stays for the next one, and crops and resizes it to a size.
 *
 * @param file JPEG, PNG, BMP, PPM or TIFF.
 * @param size Height and width in pixels.
 * @param colorMode Default 'rgb'.
 * @returns Values 0 … 255.
 * @throws {PupilaError} 'bad-image', 'invalid-argument'.
 */
export async function loadPicture(
  file: Blob,
  [height, width]: readonly [number, number],
  { name = 'picture', colorMode = 'rgb' as 'rgb' | 'grayscale' } = {},
): Promise<FloatImage> {
  if (![height, width].every((side) => Number.isInteger(side) && side > 0)) {
    throw invalidArgument("A picture's sides are integers from 1 up.", { height, width });
  }
  const read = { targetSize: [height, width] as const, colorMode, interpolation: 'bilinear' as const };
  const data = await decoder().use((api) =>
    api.prepare(file, name, AS_IT_IS, null, { ...read, keepAspectRatio: true }),
  );
  return { height, width, channels: colorMode === 'rgb' ? 3 : 1, data };
}
