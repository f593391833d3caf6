/** A layer's filters and what they make of a picture, as pictures. */
import type { FilterBank, FloatImage, LayerOutput, RgbaImage } from '../index';
import { type Range, colored, rangeOf, symmetric } from './colors';
import { wall } from './walls';

/** The colour channels, in the order of the weights. */
export const CHANNELS = ['red', 'green', 'blue'] as const;

/** More filters than these are shown small: of their outputs no more than so many pixels a side are drawn. */
const LARGE = 4;
const SMALL_SIDE = 128;

/** Pictures of a filter: its weights, a tile for each channel, and what it makes of the picture. */
export interface ShownFilter {
  weights: RgbaImage;
  output: RgbaImage;
}

/** Pictures of all filters, drawn once for each result. */
export interface ShownLayer {
  filters: readonly ShownFilter[];
  weightRange: Range;
  outputRange: Range;
}

/** Draws them. */
export function shownLayer(bank: FilterBank, maps: FloatImage): ShownLayer {
  const [weightRange, outputRange] = [symmetric(bank.values), rangeOf(maps)];
  const step = bank.shape[3] > LARGE ? Math.max(1, Math.floor(maps.width / SMALL_SIDE)) : 1;
  const filters = Array.from({ length: bank.shape[3] }, (_, i) => ({
    weights: wall(
      CHANNELS.map((_, channel) => colored(channelOf(bank, channel, i), 0, 'diverging', weightRange)),
      1,
    ),
    output: colored(maps, i, 'sequential', outputRange, step),
  }));
  return { filters, weightRange, outputRange };
}

/** Feature maps as a picture of many channels. */
export function toImage({ shape, data }: LayerOutput): FloatImage {
  const [height, width, channels] = shape as [number, number, number];
  return { height, width, channels, data };
}

/** One channel of one filter. */
function channelOf({ shape, values }: FilterBank, channel: number, filter: number): FloatImage {
  const [height, width, channels, filters] = shape;
  const data = Float32Array.from(
    { length: height * width },
    (_, i) => values[(i * channels + channel) * filters + filter] as number,
  );
  return { height, width, channels: 1, data };
}
