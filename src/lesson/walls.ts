/** Combines many small pictures into one, and lays a heat map over a picture. No DOM. */
import type { FloatImage, LayerOutput } from '../index';
import type { FilterBank, RgbaImage } from '../internal';
import { type MapName, type Range, colored, plain, rangeOf } from './colors';

const COLUMNS = 6;

/** Arranges tiles in rows of six, with transparent gaps. */
export function wall(tiles: readonly RgbaImage[], gap = 2): RgbaImage {
  const { width: side = 1, height = 1 } = tiles[0] ?? {};
  const columns = Math.min(COLUMNS, Math.max(1, tiles.length));
  const rows = Math.max(1, Math.ceil(tiles.length / columns));
  const width = columns * (side + gap) - gap;
  const total = rows * (height + gap) - gap;
  const data = new Uint8ClampedArray(width * total * 4);
  tiles.forEach((tile, i) => {
    const [x, y] = [(i % columns) * (side + gap), Math.floor(i / columns) * (height + gap)];
    for (let row = 0; row < height; row++) {
      data.set(tile.data.subarray(row * side * 4, (row + 1) * side * 4), ((y + row) * width + x) * 4);
    }
  });
  return { width, height: total, data };
}

/** Draws a layer's feature maps, each stretched to its own range, like imshow. */
export function mapWall(output: LayerOutput, map: MapName = 'sequential'): RgbaImage {
  const [height, width, channels] = output.shape as [number, number, number];
  const image: FloatImage = { height, width, channels, data: output.data };
  const tiles = Array.from({ length: channels }, (_, c) => colored(image, c, map, rangeOf(image, c)));
  return wall(tiles, Math.max(1, Math.round(width / 20)));
}

/** Draws a vector row by row, all values in the same range. Places of the last row without a value are transparent. */
export function vectorWall(values: Float32Array<ArrayBuffer>): RgbaImage {
  const width = Math.ceil(Math.sqrt(values.length));
  const height = Math.ceil(values.length / width);
  const data = new Float32Array(width * height);
  data.set(values);
  const range = rangeOf({ height: 1, width: values.length, channels: 1, data: values });
  const picture = colored({ height, width, channels: 1, data }, 0, 'sequential', range);
  picture.data.fill(0, values.length * 4);
  return picture;
}

/** Draws one input channel of every filter, all in the same range. */
export function filterWall({ shape, values }: FilterBank, channel: number, range: Range): RgbaImage {
  const [height, width, channels, filters] = shape;
  const tiles = Array.from({ length: filters }, (_, filter) => {
    const data = Float32Array.from(
      { length: height * width },
      (_, i) => values[(i * channels + channel) * filters + filter] as number,
    );
    return colored({ height, width, channels: 1, data }, 0, 'diverging', range);
  });
  return wall(tiles, 1);
}

/** How opaque a heat map of 0 … 1 lies over a picture, so that the picture is seen. */
export const heatOpacity = (heat: number): number => 0.15 + 0.6 * heat;

/** Lays a heat map of 0 … 1 over a picture of 0 … 255. */
export function overlayHeat(picture: FloatImage, heat: FloatImage): RgbaImage {
  const base = plain(picture);
  const scaled: FloatImage = { ...picture, channels: 1, data: resized(heat, picture.height, picture.width) };
  const colors = colored(scaled, 0, 'sequential', [0, 1]);
  for (let i = 0; i < base.data.length; i += 4) {
    const weight = heatOpacity(scaled.data[i / 4] as number);
    for (let c = 0; c < 3; c++) {
      base.data[i + c] =
        (1 - weight) * (base.data[i + c] as number) + weight * (colors.data[i + c] as number);
    }
  }
  return base;
}

/** Resizes bilinearly, between the centres of the pixels. */
function resized(
  { height, width, data }: FloatImage,
  rows: number,
  columns: number,
): Float32Array<ArrayBuffer> {
  const place = (i: number, to: number, from: number) =>
    Math.max(0, Math.min(from - 1, ((i + 0.5) * from) / to - 0.5));
  const result = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const y = place(row, rows, height);
    const [top, bottom] = [Math.floor(y), Math.ceil(y)];
    for (let column = 0; column < columns; column++) {
      const x = place(column, columns, width);
      const [left, right] = [Math.floor(x), Math.ceil(x)];
      const at = (r: number, c: number) => data[r * width + c] as number;
      const above = at(top, left) * (1 - x + left) + at(top, right) * (x - left);
      const below = at(bottom, left) * (1 - x + left) + at(bottom, right) * (x - left);
      result[row * columns + column] = above * (1 - y + top) + below * (y - top);
    }
  }
  return result;
}
