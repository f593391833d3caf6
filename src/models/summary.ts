/** The table that Keras 3's `model.summary()` prints. */
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** Widths of the three columns on Keras's 80 characters, and their headings. */
const COLUMNS = [
  { width: 33, title: 'Layer (type)' },
  { width: 24, title: 'Output Shape' },
  { width: 13, title: 'Param #' },
] as const;

/**
 * Layers, output shapes and parameter counts as text.
 *
 * @example
 * console.log(summary(courseCnn()));
 */
export function summary(model: LayersModel): string {
  const layers = model.layers.filter((layer) => layer.getClassName() !== 'InputLayer');
  const rows = layers.map((layer) => [
    `${layer.name} (${layer.getClassName()})`,
    shapeText(layer.outputShape as (number | null)[]),
    layer.countParams().toLocaleString('en-US'),
  ]);
  const count = (weights: readonly { shape: readonly (number | null)[] }[]): number =>
    weights.reduce((sum, { shape }) => sum + shape.reduce<number>((size, side) => size * (side ?? 1), 1), 0);
  const trainable = count(model.trainableWeights);
  const fixed = count(model.nonTrainableWeights);
  return [
    `Model: "${model.name}"`,
    rule('┏', '┳', '┓', '━'),
    ...line(
      COLUMNS.map(({ title }) => title),
      '┃',
    ),
    rule('┡', '╇', '┩', '━'),
    ...rows.flatMap((row, i) => [...(i > 0 ? [rule('├', '┼', '┤', '─')] : []), ...line(row, '│')]),
    rule('└', '┴', '┘', '─'),
    ` Total params: ${sized(trainable + fixed)}`,
    ` Trainable params: ${sized(trainable)}`,
    ` Non-trainable params: ${sized(fixed)}`,
  ].join('\n');
}

function rule(left: string, middle: string, right: string, stroke: string): string {
  return left + COLUMNS.map(({ width }) => stroke.repeat(width + 2)).join(middle) + right;
}

/** One row, as many lines high as its longest cell needs; numbers are at the right. */
function line(cells: readonly string[], border: string): string[] {
  const folded = COLUMNS.map(({ width }, i) => fold(cells[i] ?? '', width));
  const height = Math.max(...folded.map((parts) => parts.length));
  return Array.from({ length: height }, (_, row) => {
    const padded = COLUMNS.map(({ width }, i) => {
      const text = folded[i]?.[row] ?? '';
      return ` ${i === 2 ? text.padStart(width) : text.padEnd(width)} `;
    });
    return border + padded.join(border) + border;
  });
}

/** Breaks at spaces, and inside of words that are longer than a line. */
function fold(text: string, width: number): string[] {
  const lines: string[] = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1) as string;
    const joined = last === '' ? word : `${last} ${word}`;
    if (joined.length <= width) lines[lines.length - 1] = joined;
    else {
      if (last === '') lines.pop();
      for (let from = 0; from < word.length; from += width) lines.push(word.slice(from, from + width));
    }
  }
  return lines;
}

function shapeText(shape: readonly (number | null)[]): string {
  return `(${shape.map((side) => side ?? 'None').join(', ')})`;
}

/** `5,352,281 (20.42 MB)`: float32, units of 1024. */
function sized(params: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let size = params * 4;
  let unit = 0;
  for (; size >= 1024 && unit < units.length - 1; unit++) size /= 1024;
  return `${params.toLocaleString('en-US')} (${size.toFixed(2)} ${units[unit]})`;
}
