/** Which pixels those of a resized image are made of. */

/** How an output pixel is made of input pixels. */
export type Interpolation = 'nearest' | 'bilinear';

/** A place along an axis: `share` of the pixel `second`, and the rest of the pixel `first`. */
export interface MixedPlace {
  first: number;
  second: number;
  share: number;
}

/**
 * Returns the place of each output pixel along an axis. As in TensorFlow, pixel centres lie at half coordinates, and there
 * is no antialiasing.
 *
 * @param from Pixels of the input; `to`: of the output.
 */
export function mixedPlaces(from: number, to: number, interpolation: Interpolation): MixedPlace[] {
  const scale = from / to;
  const clamp = (index: number): number => Math.min(Math.max(index, 0), from - 1);
  return Array.from({ length: to }, (_, i) => {
    const position = (i + 0.5) * scale;
    if (interpolation === 'nearest') {
      const nearest = clamp(Math.floor(position));
      return { first: nearest, second: nearest, share: 0 };
    }
    const before = Math.floor(position - 0.5);
    return { first: clamp(before), second: clamp(before + 1), share: position - 0.5 - before };
  });
}

/** A window of an image, in pixels. */
export interface CropWindow {
  top: number;
  left: number;
  height: number;
  width: number;
}

/** The largest centred window with the sides' ratio of `target`. Keras's `crop_to_aspect_ratio`. */
export function ratioWindow(
  [height, width]: readonly [number, number],
  [targetHeight, targetWidth]: readonly [number, number],
): CropWindow {
  const cropHeight = Math.max(1, Math.min(height, Math.trunc((width * targetHeight) / targetWidth)));
  const cropWidth = Math.max(1, Math.min(width, Math.trunc((height * targetWidth) / targetHeight)));
  return {
    top: Math.trunc((height - cropHeight) / 2),
    left: Math.trunc((width - cropWidth) / 2),
    height: cropHeight,
    width: cropWidth,
  };
}

/** The centred window of the size of `target`, or null if the image is smaller along an axis. */
export function centreWindow(
  [height, width]: readonly [number, number],
  target: readonly [number, number],
): CropWindow | null {
  const top = Math.floor((height - target[0]) / 2);
  const left = Math.floor((width - target[1]) / 2);
  return top >= 0 && left >= 0 ? { top, left, height: target[0], width: target[1] } : null;
}
