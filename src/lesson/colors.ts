/** Converts numbers to colours: grey, a sequential map for feature maps, a diverging one for weights. No DOM. */
import type { FloatImage } from '../index';
import type { RgbaImage } from '../internal';

/** Lowest and highest value. */
export type Range = readonly [number, number];
type Rgb = readonly [number, number, number];

/** Nine stops of viridis (Smith and van der Walt, CC0): perceptually uniform, and readable for colour-blind people. */
const SEQUENTIAL: readonly Rgb[] = [
  [68, 1, 84],
  [71, 45, 123],
  [59, 82, 139],
  [44, 114, 142],
  [33, 145, 140],
  [40, 174, 128],
  [94, 201, 98],
  [173, 220, 48],
  [253, 231, 37],
];
/** Blue, white at zero, orange. */
const DIVERGING: readonly Rgb[] = [
  [12, 58, 110],
  [58, 126, 184],
  [158, 202, 225],
  [255, 255, 255],
  [253, 190, 133],
  [226, 110, 33],
  [127, 50, 8],
];
const GREY: readonly Rgb[] = [
  [0, 0, 0],
  [255, 255, 255],
];

export const MAPS = { sequential: SEQUENTIAL, diverging: DIVERGING, grey: GREY } as const;
export type MapName = keyof typeof MAPS;

/** Returns the smallest and the largest value, of one `channel` if given. */
export function rangeOf({ data, channels }: FloatImage, channel?: number): Range {
  let [low, high] = [Infinity, -Infinity];
  for (let i = channel ?? 0; i < data.length; i += channel === undefined ? 1 : channels) {
    const value = data[i] as number;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

/** Returns the smallest range symmetric around zero that contains all `values`. */
export function symmetric(values: ArrayLike<number>): Range {
  let most = 0;
  for (let i = 0; i < values.length; i++) most = Math.max(most, Math.abs(values[i] as number));
  return [-most, most];
}

/**
 * Draws one channel in the colours of a map.
 *
 * @param step Draws only every `step`-th row and column.
 */
export function colored(image: FloatImage, channel: number, map: MapName, range: Range, step = 1): RgbaImage {
  const { channels, data } = image;
  const table = tableOf(map);
  const [width, height] = [Math.ceil(image.width / step), Math.ceil(image.height / step)];
  const pixels = new Uint32Array(height * width);
  const [low, high] = range;
  const scale = high > low ? 255 / (high - low) : 0;
  for (let row = 0, i = 0; row < height; row++) {
    let at = row * step * image.width * channels + channel;
    // Runs on up to a million pixels per slider move, so the loop makes no calls.
    for (let column = 0; column < width; column++, i++, at += step * channels) {
      const place = ((data[at] as number) - low) * scale + 0.5;
      pixels[i] = table[place < 0 ? 0 : place > 255 ? 255 : place | 0] as number;
    }
  }
  return { width, height, data: new Uint8ClampedArray(pixels.buffer) };
}

/** Draws one or three channels in their own colours, with `range` stretched to black and white. */
export function plain(image: FloatImage, range: Range = [0, 255]): RgbaImage {
  const { height, width, channels, data } = image;
  if (channels < 3) return colored(image, 0, 'grey', range);
  const [low, high] = range;
  const scale = high > low ? 255 / (high - low) : 0;
  const rgba = new Uint8ClampedArray(height * width * 4).fill(255);
  for (let i = 0; i < height * width; i++) {
    for (let c = 0; c < 3; c++) rgba[i * 4 + c] = ((data[i * channels + c] as number) - low) * scale;
  }
  return { width, height, data: rgba };
}

/** Returns black or white, whichever is readable on a colour: by WCAG's relative luminance, at least 4.5:1. */
export function inkOn(rgb: readonly number[]): '#000' | '#fff' {
  const [red, green, blue] = rgb.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? '#000' : '#fff';
}

/** Returns how opaque a colour is for a value of 0 … 1. */
export type Opacity = (value: number) => number;

/** Returns the map as a CSS gradient, for its scale. @param opacity Default: opaque. */
export function gradient(map: MapName, opacity: Opacity = () => 1): string {
  const stops = MAPS[map];
  const colors = stops.map((rgb, i) => `rgb(${rgb.join(' ')} / ${opacity(i / (stops.length - 1))})`);
  return `linear-gradient(to right, ${colors.join(', ')})`;
}

const tables = new Map<MapName, Uint32Array>();

/** Returns 256 colours, each as the four bytes of a pixel. */
function tableOf(name: MapName): Uint32Array {
  const known = tables.get(name);
  if (known) return known;
  const stops = MAPS[name];
  const bytes = new Uint8Array(256 * 4).fill(255);
  for (let i = 0; i < 256; i++) {
    const place = (i / 255) * (stops.length - 1);
    const first = Math.min(stops.length - 2, Math.floor(place));
    const [from, to] = [stops[first] as Rgb, stops[first + 1] as Rgb];
    for (let c = 0; c < 3; c++) {
      bytes[i * 4 + c] = Math.round(
        (from[c] as number) + (place - first) * ((to[c] as number) - (from[c] as number)),
      );
    }
  }
  const table = new Uint32Array(bytes.buffer);
  tables.set(name, table);
  return table;
}
