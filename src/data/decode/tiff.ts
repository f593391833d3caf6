/**
 * TIFF, through the package tiff: the first page; grey, RGB or palette of 1, 8 or 16 bits and float grey,
 * in strips, stored, LZW or deflate. What that package would misread is refused. Loaded only when a TIFF
 * comes.
 */
import { decode } from 'tiff';
import { expandPalette } from './bits';
import { type DecodedImage, checkSize } from './color';

type Page = ReturnType<typeof decode>[number];

const PALETTE = 3;
const DIFFERENCES = 2;
/** Extra samples that are alpha: premultiplied or not. */
const ALPHA = [1, 2];

/** Decodes the first page. Throws with the reason. */
export function decodeTiff(file: Uint8Array): DecodedImage {
  // The package reads strips from the whole memory behind a view: past the end of this file, if there is
  // more.
  const bytes = file.slice();
  const [outline] = decode(bytes, { pages: [0], ignoreImageData: true });
  if (!outline) throw new Error('it has no page');
  checkLayout(outline, bytes.length);
  const page = decode(bytes, { pages: [0] })[0] as Page;
  const { width, height, samplesPerPixel } = page;
  const data = to8Bits(page);
  if (page.type === PALETTE) {
    // 16-bit colours; Pillow takes their high bytes.
    const palette = (page.palette ?? []).map((color) => color.map((value) => value >> 8));
    return { width, height, channels: 3, data: expandPalette(data as Uint8Array, palette, 3) };
  }
  const channels = samplesPerPixel as 1 | 2 | 3 | 4;
  const extraIsAlpha = ALPHA.includes(page.extraSamples?.[0] ?? 0);
  if (channels % 2 === 0 && !extraIsAlpha)
    for (let i = channels - 1; i < data.length; i += channels) data[i] = 255;
  return { width, height, channels, data };
}

function checkLayout(page: Page, fileSize: number): void {
  const { width, height, samplesPerPixel, bitsPerSample } = page;
  if (!Number.isInteger(width) || !Number.isInteger(height)) throw new Error('it is damaged');
  checkSize(width, height);
  if (![1, 8, 16, 32, 64].includes(bitsPerSample)) {
    throw new Error(`TIFF of ${bitsPerSample ?? 'unstated'} bits a channel is not supported`);
  }
  if (samplesPerPixel > 4) throw new Error(`TIFF of ${samplesPerPixel} channels is not supported`);
  if (samplesPerPixel > 1 && page.planarConfiguration !== 1) {
    throw new Error('TIFF with channels apart is not supported; save it interleaved');
  }
  if (page.tiled && (samplesPerPixel > 1 || page.predictor === DIFFERENCES)) {
    throw new Error('TIFF in tiles is not supported; save it in strips');
  }
  const stored = Math.ceil((width * samplesPerPixel * bitsPerSample) / 8) * height;
  if (page.compression === 1 && stored > fileSize) throw new Error('it is cut off');
}

/** One bit becomes 0 or 255; floats are clipped and truncated, as in Pillow; 16 bits stay for grey alone. */
function to8Bits({ data, bitsPerSample, samplesPerPixel, type }: Page): DecodedImage['data'] {
  if (bitsPerSample === 1 && type !== PALETTE) return (data as Uint8Array).map((bit) => bit * 255);
  if (data instanceof Uint8Array) return data;
  if (!(data instanceof Uint16Array))
    return Uint8Array.from(data, (value) => Math.max(0, Math.min(255, value)));
  return samplesPerPixel === 1 ? data : Uint8Array.from(data, (value) => value >> 8);
}
