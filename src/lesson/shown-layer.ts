/** Draws a layer's filters and their outputs for a picture. */
import type { FloatImage, LayerOutput } from '../index';
import type { FilterBank, RgbaImage } from '../internal';
import { type Range, colored, rangeOf, symmetric } from './colors';
import { wall } from './walls';

/** The channels of a picture, in the order of the weights. */
export const CHANNEL_NAMES = { rgb: ['red', 'green', 'blue'], grayscale: ['grey'] } as const;

/**
 * Up to this many filters are shown large. With more, pixels of their outputs are skipped, down to less than twice
 * `SMALL_SIDE` a side.
 */
const LARGE = 4;
const SMALL_SIDE = 128;

/** Pictures of one filter: its weights, a tile for each channel of the input, and its output. */
export interface ShownFilter {
  weights: RgbaImage;
  output: RgbaImage;
}

/** Pictures of all filters, drawn once per result. */
export interface ShownLayer {
  filters: readonly ShownFilter[];
  weightRange: Range;
  outputRange: Range;
}

/** Draws the filters and their outputs. */
export function shownLayer(bank: FilterBank, maps: FloatImage): ShownLayer {
  const [weightRange, outputRange] = [symmetric(bank.values), rangeOf(maps)];
  const step = bank.shape[3] > LARGE ? Math.max(1, Math.floor(maps.width / SMALL_SIDE)) : 1;
  const filters = Array.from({ length: bank.shape[3] }, (_, i) => ({
    weights: wall(
      Array.from({ length: bank.shape[2] }, (_, channel) =>
        colored(channelOf(bank, channel, i), 0, 'diverging', weightRange),
      ),
      1,
    ),
    output: colored(maps, i, 'sequential', outputRange, step),
  }));
  return { filters, weightRange, outputRange };
}

/** Converts feature maps to a picture with many channels. */
export function toImage({ shape, data }: LayerOutput): FloatImage {
  const [height, width, channels] = shape as [number, number, number];
  return { height, width, channels, data };
}

/** Returns one channel of one filter. */
function channelOf({ shape, values }: FilterBank, channel: number, filter: number): FloatImage {
  const [height, width, channels, filters] = shape;
  const data = Float32Array.from(
    { length: height * width },
    (_, i) => values[(i * channels + channel) * filters + filter] as number,
  );
  return { height, width, channels: 1, data };
}
