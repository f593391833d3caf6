/** A picture file to pixels of the target size: Keras's `load_img`. */
import { decodeFile } from '../decode';
import { convertColor } from '../decode/color';
import { resizeNearest, resizePixels } from '../resize/resize';
import type { ColorMode, Interpolation, Pixels } from '../../core/types';

/** Told the name of the picture that is decoded from now on; null when that ends. */
type PictureObserver = (name: string | null) => void;

let observe: PictureObserver = () => undefined;
/** Ends with the picture under way: one at a time, so that the observer knows which. It is one thread's work anyway. */
let turn: Promise<unknown> = Promise.resolve();

/** From now on `observer` is told of every picture. */
export function observePictures(observer: PictureObserver): void {
  observe = observer;
}

/** Arguments of `load_img`. */
export interface LoadImageOptions {
  colorMode: ColorMode;
  /** Height and width in pixels. */
  targetSize: readonly [number, number];
  interpolation: Interpolation;
  /** Crops to the target's proportions, centred, before resizing. */
  keepAspectRatio: boolean;
}

/**
 * Decodes, converts the colours, then resizes.
 *
 * @param options With `name`, the file's name for errors.
 * @throws {PupilaError} 'bad-image' naming the file; 'invalid-argument' for a target size.
 */
export function loadImage(bytes: Uint8Array, options: LoadImageOptions & { name: string }): Promise<Pixels> {
  const loaded = turn.then(async () => {
    observe(options.name);
    try {
      return await decodeAndResize(bytes, options);
    } finally {
      observe(null);
    }
  });
  turn = loaded.catch(() => undefined);
  return loaded;
}

function decodeAndResize(bytes: Uint8Array, options: LoadImageOptions & { name: string }): Promise<Pixels> {
  const { colorMode, targetSize, interpolation, keepAspectRatio, name } = options;
  return decodeFile(bytes, name, (image) => {
    // The nearest neighbour of converted colours is the converted nearest neighbour: few pixels of many are converted.
    if (interpolation === 'nearest') {
      return convertColor(resizeNearest(image, targetSize, keepAspectRatio), colorMode);
    }
    return resizePixels(convertColor(image, colorMode), targetSize, interpolation, keepAspectRatio);
  });
}
