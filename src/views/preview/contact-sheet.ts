/**
 * Arranges pictures on one sheet, with a line of text above each. Pixels are copied, not drawn; only the text goes
 * through a canvas, because browsers may change pixels that are read back from one.
 */
import { invalidArgument } from '../../core/errors';
import { message } from '../../core/message';

/** A picture as RGBA bytes, row-major. An `ImageData` is one. */
export interface RgbaImage {
  width: number;
  height: number;
  data: Uint8ClampedArray<ArrayBuffer>;
}

/** One picture of a sheet with the text above it. */
export interface SheetCell {
  image: RgbaImage;
  label: string;
}

const GAP = 8;
const TEXT = { size: 14, line: 20, font: '14px sans-serif', color: '#1a1a1a' } as const;
/** Narrower pictures are enlarged by an integer factor, so that the text above them is readable. */
const MIN_WIDTH = 96;

/**
 * Arranges pictures in rows on a white sheet, each with its label above.
 *
 * @param cells Pictures of one size. Those narrower than 96 pixels are enlarged by an integer factor.
 * @param columns Pictures per row. Default: as many as rows, or one more.
 * @throws {PupilaError} 'invalid-argument' if there are no pictures or their sizes differ.
 * @example
 * const sheet = contactSheet(await preview.augmented());
 * const png = encodePng(sheet);
 */
export function contactSheet(cells: readonly SheetCell[], columns?: number): RgbaImage {
  const across = columns ?? Math.ceil(Math.sqrt(cells.length));
  if (!Number.isInteger(across) || across < 1) {
    throw cells.length === 0
      ? invalidArgument(message`A contact sheet needs at least one picture.`, { cells: 0 })
      : invalidArgument(message`\`columns\` must be a positive integer.`, { columns });
  }
  const [first] = cells;
  if (!first) throw invalidArgument(message`A contact sheet needs at least one picture.`, { cells: 0 });
  const { width, height } = first.image;
  const other = cells.find(({ image }) => image.width !== width || image.height !== height);
  if (other) {
    const sizes = [height, width, other.image.height, other.image.width];
    throw invalidArgument(message`The pictures of a contact sheet must have the same size.`, { sizes });
  }
  const scale = Math.max(1, Math.ceil(MIN_WIDTH / width));
  const cell = { width: width * scale, height: height * scale + TEXT.line };
  const down = Math.ceil(cells.length / across);
  const sheetWidth = GAP + Math.min(across, cells.length) * (cell.width + GAP);
  const sheetHeight = GAP + down * (cell.height + GAP);
  const places = cells.map((_, i) => ({
    left: GAP + (i % across) * (cell.width + GAP),
    top: GAP + Math.floor(i / across) * (cell.height + GAP),
  }));
  const labels = cells.map(({ label }, i) => ({ label, ...(places[i] as (typeof places)[number]) }));
  const sheet = drawLabels(labels, cell.width, sheetWidth, sheetHeight);
  cells.forEach(({ image }, i) => {
    const { left, top } = places[i] as (typeof places)[number];
    copyEnlarged(image, sheet, left, top + TEXT.line, scale);
  });
  return sheet;
}

interface PlacedLabel {
  label: string;
  left: number;
  top: number;
}

/** Draws the labels on a white sheet, each truncated to `room` pixels. */
function drawLabels(labels: readonly PlacedLabel[], room: number, width: number, height: number): RgbaImage {
  const context = new OffscreenCanvas(width, height).getContext('2d') as OffscreenCanvasRenderingContext2D;
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  context.fillStyle = TEXT.color;
  context.font = TEXT.font;
  context.textBaseline = 'top';
  for (const { label, left, top } of labels) {
    let text = label;
    for (let kept = [...label]; context.measureText(text).width > room && kept.length > 0;) {
      kept = kept.slice(0, -1);
      text = `${kept.join('')}…`;
    }
    context.fillText(text, left, top + (TEXT.line - TEXT.size) / 2);
  }
  return context.getImageData(0, 0, width, height);
}

function copyEnlarged(from: RgbaImage, to: RgbaImage, left: number, top: number, scale: number): void {
  const source = new Uint32Array(from.data.buffer, from.data.byteOffset, from.width * from.height);
  const target = new Uint32Array(to.data.buffer, to.data.byteOffset, to.width * to.height);
  for (let row = 0; row < from.height * scale; row++) {
    const read = Math.floor(row / scale) * from.width;
    const write = (top + row) * to.width + left;
    for (let column = 0; column < from.width * scale; column++) {
      target[write + column] = source[read + Math.floor(column / scale)] as number;
    }
  }
}
