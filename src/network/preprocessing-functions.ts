/**
 * A few functions for `preprocessing_function`, with the equivalent Python. They depend on nothing but their picture.
 */

/** A picture as values, channels last. */
interface Picture {
  channels: number;
  data: Float32Array<ArrayBuffer>;
}
type Preprocessing = <T extends Picture>(image: T) => T;

/** The functions by their Python names. Pixels are 0 … 255, before `rescale`. */
export const PREPROCESSING: Readonly<Record<string, { apply: Preprocessing; code: string }>> = {
  to_grey: {
    apply: (image) => {
      const { data, channels } = image;
      for (let i = 0; i < data.length; i += channels) {
        let sum = 0;
        for (let c = 0; c < channels; c++) sum += data[i + c] as number;
        data.fill(sum / channels, i, i + channels);
      }
      return image;
    },
    code: 'def to_grey(x):\n    return np.repeat(x.mean(axis=2, keepdims=True), x.shape[2], axis=2)',
  },
  invert: {
    apply: (image) => ({ ...image, data: image.data.map((value) => 255 - value) }),
    code: 'def invert(x):\n    return 255 - x',
  },
  four_levels: {
    apply: (image) => ({ ...image, data: image.data.map((value) => Math.floor(value / 64) * 85) }),
    code: 'def four_levels(x):\n    return np.floor(x / 64) * 85',
  },
};

/** Returns the Python name of a function; null for any other function, or for none. */
export function preprocessingName(apply: unknown): string | null {
  return Object.entries(PREPROCESSING).find(([, each]) => each.apply === apply)?.[0] ?? null;
}
