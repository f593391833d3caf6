/** Formats results as Markdown. */

/** A number with three significant digits; other values as they are, and nothing as a dash. */
export function number(value) {
  if (typeof value !== 'number') return value ?? '–';
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

export const percent = (share) => `${(100 * share).toFixed(0)} %`;

/** A table of rows with equal keys. */
export function tableOf(rows) {
  const columns = Object.keys(rows[0]);
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const body = rows.map((row) => line(columns.map((column) => number(row[column]))));
  return [line(columns), line(columns.map((_, i) => (i === 0 ? '---' : '--:'))), ...body].join('\n');
}

/** One line about the machine. */
export const machineLine = ({ cpu, cores, memoryGiB, browser, node }) =>
  `${cpu}, ${cores} cores, ${memoryGiB} GiB; ${browser}, Node ${node}; no GPU.`;
