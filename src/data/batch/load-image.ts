/** Reads a picture file as pixels of the target size: Keras's `load_img`. */
import { decodeFile } from '../decode';
import { convertColor } from '../decode/color';
import { resizeNearest, resizePixels } from '../resize/resize';
import type { ColorMode, Interpolation, Pixels } from '../../core/types';

/** Receives the name of the picture that is about to be decoded, and null once it is done. */
type PictureObserver = (name: string | null) => void;

let notifyObserver: PictureObserver = () => undefined;
/**
 * Settles when the current picture is done. Pictures are decoded one at a time, so that the observer knows which one is
 * being decoded; they share one thread anyway.
 */
let lastLoad: Promise<unknown> = Promise.resolve();

/** Reports every picture to `observer` from now on. */
export function observePictures(observer: PictureObserver): void {
  notifyObserver = observer;
}

/** Arguments of `load_img`. */
export interface LoadImageOptions {
  colorMode: ColorMode;
  /** Height and width in pixels. */
  targetSize: readonly [number, number];
  interpolation: Interpolation;
  /** Whether to crop to the target's aspect ratio, centred, before resizing. */
  keepAspectRatio: boolean;
}

/**
 * Decodes a picture, converts its colours, then resizes it.
 *
 * @param options `name` is the file's name, for errors.
 * @throws {PupilaError} 'bad-image' naming the file; 'invalid-argument' for an invalid target size.
 */
export function loadImage(bytes: Uint8Array, options: LoadImageOptions & { name: string }): Promise<Pixels> {
  const loaded = lastLoad.then(async () => {
    notifyObserver(options.name);
    try {
      return await decodeAndResize(bytes, options);
    } finally {
      notifyObserver(null);
    }
  });
  lastLoad = loaded.catch(() => undefined);
  return loaded;
}

function decodeAndResize(bytes: Uint8Array, options: LoadImageOptions & { name: string }): Promise<Pixels> {
  const { colorMode, targetSize, interpolation, keepAspectRatio, name } = options;
  return decodeFile(bytes, name, (image) => {
    // Nearest neighbour gives the same result before and after colour conversion; resizing first converts fewer pixels.
    if (interpolation === 'nearest') {
      return convertColor(resizeNearest(image, targetSize, keepAspectRatio), colorMode);
    }
    return resizePixels(convertColor(image, colorMode), targetSize, interpolation, keepAspectRatio);
  });
}
