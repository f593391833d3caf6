/** Draws the diagram of Keras's `plot_model(show_shapes=True)` as SVG text. No DOM. */
import type { LayerRow } from './describe';
import { inputRow, shapeText } from './describe';

/** In pixels. `width` is a minimum: a box grows with its title. */
const BOX = { width: 340, height: 66, gap: 34, margin: 12, head: 30, letter: 7.3, sides: 24 };
const FONT = "font-family='DejaVu Sans Mono, Menlo, Consolas, monospace' font-size='12'";

/**
 * Draws the input and every layer as boxes with name, type and shapes, from top to bottom.
 *
 * @param rows From `describeNetwork`.
 * @param inputShape Height, width, channels.
 * @param label Description of the picture, for screen readers. Must be escaped for XML.
 * @returns The text of an SVG.
 * @example
 * const network = courseNetwork();
 * figure.innerHTML = plotModel(describeNetwork(network), network.inputShape, 'Diagram of the network');
 */
export function plotModel(rows: readonly LayerRow[], inputShape: readonly number[], label: string): string {
  const boxes = [inputRow(inputShape), ...rows];
  const { height, gap, margin } = BOX;
  const longest = Math.max(...boxes.map((row) => titleOf(row).length));
  const width = Math.max(BOX.width, Math.ceil(longest * BOX.letter) + BOX.sides);
  const total = { width: width + 2 * margin, height: boxes.length * (height + gap) - gap + 2 * margin };
  const parts = boxes.map((row, i) => box(row, width, margin + i * (height + gap), i < boxes.length - 1));
  return (
    `<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 ${total.width} ${total.height}' ` +
    `width='${total.width}' height='${total.height}' role='img' aria-label='${label}' ${FONT}>` +
    "<defs><marker id='tip' viewBox='0 0 8 8' refX='7' refY='4' markerWidth='8' markerHeight='8' orient='auto'>" +
    "<path d='M0 0 8 4 0 8z' fill='#5b6673'/></marker></defs>" +
    `<rect width='100%' height='100%' fill='#ffffff'/>${parts.join('')}</svg>`
  );
}

type Box = Pick<LayerRow, 'name' | 'inputShape' | 'outputShape'> & { type: string };

const titleOf = ({ name, type }: Box): string => `${name} (${type})`;

function box(row: Box, width: number, top: number, arrow: boolean): string {
  const { height, gap, margin, head } = BOX;
  const middle = margin + width / 2;
  const text = (x: number, y: number, content: string, fill: string): string =>
    `<text x='${x}' y='${y}' text-anchor='middle' fill='${fill}'>${content}</text>`;
  const shape = (x: number, what: string, of: readonly number[]): string =>
    text(x, top + head + 15, what, '#55606e') + text(x, top + head + 30, shapeText([null, ...of]), '#1c2430');
  const below = top + height;
  return (
    `<rect x='${margin}' y='${top}' width='${width}' height='${height}' fill='#ffffff' stroke='#1c2430'/>` +
    `<rect x='${margin}' y='${top}' width='${width}' height='${head}' fill='#1c2430'/>` +
    text(middle, top + 20, titleOf(row), '#ffffff') +
    `<path d='M${middle} ${top + head}V${below}' stroke='#1c2430'/>` +
    shape(margin + width / 4, 'input', row.inputShape) +
    shape(margin + (3 * width) / 4, 'output', row.outputShape) +
    (arrow ? `<path d='M${middle} ${below}v${gap - 2}' stroke='#5b6673' marker-end='url(#tip)'/>` : '')
  );
}
