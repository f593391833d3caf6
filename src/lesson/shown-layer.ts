/** A layer's filters and what they make of a picture, as pictures. */
import type { FilterBank, FloatImage, LayerOutput, RgbaImage } from '../index';
import { type Range, colored, rangeOf, symmetric } from './colors';

/** The colour channels, in the order of the weights. */
export const CHANNELS = ['red', 'green', 'blue'] as const;

/** Pictures of a filter: its weights by channel, and what it makes of the picture. */
export interface ShownFilter {
  weights: readonly RgbaImage[];
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
  const filters = Array.from({ length: bank.shape[3] }, (_, i) => ({
    weights: CHANNELS.map((_, channel) => colored(channelOf(bank, channel, i), 0, 'diverging', weightRange)),
    output: colored(maps, i, 'sequential', outputRange),
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
