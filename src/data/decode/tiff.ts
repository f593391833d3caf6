/**
 * TIFF, through the package tiff: the first page; grey, RGB or palette of 1, 8 or 16 bits and float grey, in strips;
 * stored, LZW or deflate. Rejects files that the package would misread. Loaded on demand.
 */
import { decode } from 'tiff';
import { expandPalette } from './bits';
import { type DecodedImage, checkSize } from './color';
import { type TiffDirectory, type TiffLayout, readTiffDirectory, readTiffLayout } from './tiff-directory';
import { message } from '../../core/message';
import { PictureError, cutOff, decodeBy } from './picture-error';

type Page = ReturnType<typeof decode>[number];

const [WHITE_IS_ZERO, BLACK_IS_ZERO, RGB, PALETTE] = [0, 1, 2, 3];
const STORED = 1;
const DIFFERENCES = 2;
/** Codes of extra samples that are alpha: premultiplied or not. */
const ALPHA = [1, 2];
/** Maximum compression ratio: LZW codes of 12 bits stand for at most 3,838 bytes; deflate compresses less. */
const MOST_BYTES_A_BYTE = 2560;
/** Compression never doubles data. */
const MOST_GROWTH = 2;
const SPARE_BYTES = 1024;

/** Decodes the first page. Throws an error with the reason. */
export function decodeTiff(file: Uint8Array): DecodedImage {
  const directory = readTiffDirectory(file);
  const layout = readTiffLayout(directory);
  const { width, height, samplesPerPixel, photometric } = layout;
  checkSize(width, height);
  checkChannels(directory, layout);
  checkPieces(directory, layout);
  // A copy, because the package reads strips from the buffer behind a view, past the end of this file.
  const page = decodeBy(() => decode(directory.bytes, { pages: [0] }))[0] as Page;
  const data = to8Bits(page);
  if (photometric === PALETTE) {
    // Palettes have 16 bits per colour; Pillow takes the high bytes.
    const palette = (page.palette ?? []).map((color) => color.map((value) => value >> 8));
    return { width, height, channels: 3, data: expandPalette(data as Uint8Array, palette, 3) };
  }
  const extraIsAlpha = ALPHA.includes(directory.list('ExtraSamples')?.[0] ?? 0);
  if (samplesPerPixel % 2 === 0 && !extraIsAlpha)
    for (let i = samplesPerPixel - 1; i < data.length; i += samplesPerPixel) data[i] = 255;
  return { width, height, channels: samplesPerPixel, data };
}

/** Checks the meaning and number of the samples. */
function checkChannels(directory: TiffDirectory, layout: TiffLayout): void {
  const { samplesPerPixel, bitsPerSample, photometric } = layout;
  const isGrey = photometric === WHITE_IS_ZERO || photometric === BLACK_IS_ZERO;
  if (!isGrey && photometric !== RGB && photometric !== PALETTE) {
    const rule = message`this kind of TIFF is not supported; save it as RGB`;
    throw new PictureError(rule, { PhotometricInterpretation: photometric });
  }
  const fitting = isGrey ? [1, 2] : photometric === RGB ? [3, 4] : [1];
  if (!fitting.includes(samplesPerPixel)) {
    const rule =
      fitting.length > 1
        ? message`its SamplesPerPixel must be one of ${fitting.join(', ')} for this PhotometricInterpretation`
        : message`its SamplesPerPixel must be ${fitting.join(', ')} for this PhotometricInterpretation`;
    const received = { SamplesPerPixel: samplesPerPixel, PhotometricInterpretation: photometric };
    throw new PictureError(rule, received);
  }
  if (
    (samplesPerPixel > 1 && ![8, 16].includes(bitsPerSample)) ||
    (photometric === PALETTE && bitsPerSample > 8)
  ) {
    const rule = message`a colour TIFF with this BitsPerSample is not supported`;
    throw new PictureError(rule, { BitsPerSample: bitsPerSample });
  }
  if (samplesPerPixel > 1 && directory.integer('PlanarConfiguration', 1) !== 1) {
    throw new PictureError(
      message`a TIFF with separate channels is not supported; save it with interleaved channels`,
    );
  }
  const colors = directory.list('ColorMap')?.length ?? 0;
  if (photometric === PALETTE && colors !== 3 * 2 ** bitsPerSample) {
    throw new PictureError(message`its ColorMap must have 3 × 2^BitsPerSample values`, { count: colors });
  }
}

/** Checks that strips or tiles cover the picture, lie inside the file, and do not unpack to much more. */
function checkPieces(
  directory: TiffDirectory,
  { width, height, samplesPerPixel, bitsPerSample, compression }: TiffLayout,
): void {
  const { integer, list } = directory;
  const isTiled = list('TileOffsets') !== undefined;
  const kind = isTiled ? 'Tile' : 'Strip';
  if (isTiled && (samplesPerPixel > 1 || integer('Predictor', 1) === DIFFERENCES)) {
    throw new PictureError(message`a TIFF with tiles of this kind is not supported; save it with strips`);
  }
  const pieceWidth = isTiled ? integer('TileWidth') : width;
  const pieceHeight = isTiled ? integer('TileLength') : Math.min(height, integer('RowsPerStrip', height));
  const across = Math.ceil(width / pieceWidth);
  const down = Math.ceil(height / pieceHeight);
  checkSize(across * pieceWidth, down * pieceHeight);
  const stored = Math.ceil((pieceWidth * samplesPerPixel * bitsPerSample) / 8) * pieceHeight;
  const offsets = list(`${kind}Offsets`) ?? [];
  // Old programs omit the sizes of uncompressed strips.
  const counts =
    list(`${kind}ByteCounts`) ?? (compression === STORED ? offsets.map((_, i) => storedOf(i)) : []);
  if (offsets.length !== across * down || counts.length !== offsets.length) {
    const received = { [`${kind}Offsets`]: offsets.length, [`${kind}ByteCounts`]: counts.length };
    throw new PictureError(
      message`each of its ${across * down} strips or tiles must have an offset and a size`,
      received,
    );
  }
  const packed = counts.reduce((sum, count) => sum + count, 0);
  const isCutOff =
    compression === STORED
      ? counts.some((count, i) => count < storedOf(i))
      : packed * MOST_BYTES_A_BYTE < stored;
  const size = directory.bytes.length;
  if (isCutOff || packed > size || counts.some((count, i) => (offsets[i] as number) + count > size)) {
    throw cutOff();
  }
  if (counts.some((count) => count > MOST_GROWTH * stored + SPARE_BYTES))
    throw new PictureError(message`it has more data than its pixels need`);

  /** Bytes of a piece. The last strip has only the remaining rows; tiles are always whole. */
  function storedOf(piece: number): number {
    if (isTiled || piece < down - 1) return stored;
    return (stored / pieceHeight) * (height - piece * pieceHeight);
  }
}

/** One bit becomes 0 or 255; floats are clipped and truncated, as in Pillow; 16 bits are kept only for grey. */
function to8Bits({ data, bitsPerSample, samplesPerPixel, type }: Page): DecodedImage['data'] {
  if (bitsPerSample === 1 && type !== PALETTE) return (data as Uint8Array).map((bit) => bit * 255);
  if (data instanceof Uint8Array) return data;
  if (!(data instanceof Uint16Array))
    return Uint8Array.from(data, (value) => Math.max(0, Math.min(255, value)));
  return samplesPerPixel === 1 ? data : Uint8Array.from(data, (value) => value >> 8);
}
