/** Formats Keras 3's `summary()`: a table of 80 characters, and the total number of parameters. */
import { type LayerRow, inputRow, shapeText } from './describe';

/** Widths and headings of the three columns, within Keras's 80 characters. */
const COLUMNS = [
  { width: 33, title: 'Layer (type)' },
  { width: 24, title: 'Output Shape' },
  { width: 13, title: 'Param #' },
] as const;

/** The content of one row. */
export interface SummaryRow {
  /** Such as `conv2d (Conv2D)`. */
  title: string;
  /** Such as `(None, 148, 148, 36)`. */
  shape: string;
  params: number;
}

/** Returns the table as text. */
export function summaryTable(
  name: string,
  rows: readonly SummaryRow[],
  { trainable, fixed }: { trainable: number; fixed: number },
): string {
  const cells = rows.map(({ title, shape, params }) => [title, shape, params.toLocaleString('en-US')]);
  return [
    `Model: "${name}"`,
    rule('┏', '┳', '┓', '━'),
    ...line(
      COLUMNS.map(({ title }) => title),
      '┃',
    ),
    rule('┡', '╇', '┩', '━'),
    ...cells.flatMap((row, i) => [...(i > 0 ? [rule('├', '┼', '┤', '─')] : []), ...line(row, '│')]),
    rule('└', '┴', '┘', '─'),
    ` Total params: ${sized(trainable + fixed)}`,
    ` Trainable params: ${sized(trainable)}`,
    ` Non-trainable params: ${sized(fixed)}`,
  ].join('\n');
}

/** Returns the table of a network that has not been built. For a functional model it starts with the input. */
export function networkSummary(
  rows: readonly LayerRow[],
  kind: 'sequential' | 'functional' = 'sequential',
): string {
  const sum = (key: 'params' | 'fixed'): number => rows.reduce((total, row) => total + row[key], 0);
  const [first] = rows;
  const input = kind === 'functional' && first ? [inputRow(first.inputShape)] : [];
  const lines = [...input, ...rows].map(({ name: layer, type, outputShape, params }) => ({
    title: `${layer} (${type})`,
    shape: shapeText([null, ...outputShape]),
    params,
  }));
  return summaryTable(kind, lines, { trainable: sum('params') - sum('fixed'), fixed: sum('fixed') });
}

function rule(left: string, middle: string, right: string, stroke: string): string {
  return left + COLUMNS.map(({ width }) => stroke.repeat(width + 2)).join(middle) + right;
}

/** Formats one row, as many lines high as its longest cell needs. Numbers are right-aligned. */
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

/** Wraps at spaces, and inside words that are longer than a line. */
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

/** Formats `5,352,281 (20.42 MB)`: float32, in units of 1024. */
function sized(params: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let size = params * 4;
  let unit = 0;
  for (; size >= 1024 && unit < units.length - 1; unit++) size /= 1024;
  return `${params.toLocaleString('en-US')} (${twoDecimals(size)} ${units[unit]})`;
}

/** Rounds half to even, as Python's format does: 4.625 → 4.62. */
function twoDecimals(value: number): string {
  const hundredths = value * 100;
  const below = Math.floor(hundredths);
  const isTie = hundredths - below === 0.5;
  return ((isTie ? below + (below % 2) : Math.round(hundredths)) / 100).toFixed(2);
}
