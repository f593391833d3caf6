/** Packed pixels of 1, 2 or 4 bits, as in PNG and BMP: first pixel in the high bits, rows padded to whole bytes. */

/** Unpacks to one value per byte, in 0 … 2^depth - 1. `rowBytes` is the stride between rows. */
export function unpackBits(
  packed: Uint8Array,
  depth: 1 | 2 | 4 | 8,
  width: number,
  height: number,
  rowBytes: number,
): Uint8Array {
  const result = new Uint8Array(width * height);
  const mask = (1 << depth) - 1;
  for (let row = 0, to = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const bit = column * depth;
      const byte = packed[row * rowBytes + (bit >> 3)] as number;
      result[to++] = (byte >> (8 - depth - (bit & 7))) & mask;
    }
  }
  return result;
}

/** Looks up colours by index, `channels` bytes each. An index outside the palette is black, as in Pillow. */
export function expandPalette(
  indices: Uint8Array,
  palette: readonly (readonly number[])[],
  channels: 3 | 4,
): Uint8Array {
  const table = new Uint8Array(256 * channels);
  for (let i = 0; i < 256; i++) {
    const [r = 0, g = 0, b = 0, alpha = 255] = palette[i] ?? [];
    table.set([r, g, b, alpha].slice(0, channels), i * channels);
  }
  const result = new Uint8Array(indices.length * channels);
  indices.forEach((index, i) => {
    for (let c = 0; c < channels; c++) result[i * channels + c] = table[index * channels + c] as number;
  });
  return result;
}
