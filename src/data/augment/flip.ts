/** Keras's `flip_axis` on rows and columns, in place. */
import type { TransformParameters } from './random-transform';
import type { FloatImage, Pixels } from '../../core/types';

/** Flips a picture horizontally, vertically or not at all, as the parameters say. */
export function flip(
  image: FloatImage | Pixels,
  { flipHorizontal, flipVertical }: Pick<TransformParameters, 'flipHorizontal' | 'flipVertical'>,
): void {
  if (flipHorizontal) flipHorizontally(image);
  if (flipVertical) flipVertically(image);
}

function flipHorizontally({ height, width, channels, data }: FloatImage | Pixels): void {
  for (let row = 0; row < height; row++) {
    let left = row * width * channels;
    let right = left + (width - 1) * channels;
    for (; left < right; left += channels, right -= channels) {
      for (let k = 0; k < channels; k++) {
        const value = data[left + k] as number;
        data[left + k] = data[right + k] as number;
        data[right + k] = value;
      }
    }
  }
}

function flipVertically({ height, width, channels, data }: FloatImage | Pixels): void {
  const size = width * channels;
  for (let top = 0, bottom = height - 1; top < bottom; top++, bottom--) {
    const row = data.slice(top * size, (top + 1) * size);
    data.copyWithin(top * size, bottom * size, (bottom + 1) * size);
    data.set(row, bottom * size);
  }
}
