/** Draws loss and accuracy curves as SVG text, for reports and pages. No DOM: it returns a string. */

/** One line of a chart. */
export interface Curve {
  label: string;
  /** y values; null leaves a gap. */
  values: readonly (number | null)[];
  /** x values. Default 1, 2, 3, … */
  x?: readonly number[];
  /** A CSS colour. */
  color: string;
  /** Thin and pale, without dots: for curves in the background. */
  faint?: boolean;
  dashed?: boolean;
}

/** Appearance of a chart. */
export interface ChartOptions {
  title: string;
  xLabel: string;
  /** Fixed range of y. Default: from the values, starting at 0. */
  yRange?: readonly [number, number];
  /** Fixed range of x. Default: from 1 to the end of the longest curve. */
  xRange?: readonly [number, number];
  /** Formats the numbers. Default: two significant digits. */
  format?: (value: number) => string;
  /** Formats the values of the curves. Default: as `format`. */
  formatValue?: ((value: number) => string) | undefined;
  /** Whether the names of the curves stand beside the title. Default true. */
  legend?: boolean;
  /** Size of the viewBox in pixels. Default 480 × 280. */
  width?: number;
  height?: number;
}

const MARGIN = { left: 46, right: 14, top: 30, bottom: 24 };

/**
 * Draws a line chart.
 *
 * @example
 * chartSvg([{ label: 'loss', values: [0.7, 0.5], color: 'teal' }], { title: 'Loss', xLabel: 'epoch' });
 */
export function chartSvg(curves: readonly Curve[], options: ChartOptions): string {
  const { title, xLabel, width = 480, height = 280, format = label, formatValue = format } = options;
  const values = curves.flatMap(({ values }) =>
    values.filter((v): v is number => v !== null && Number.isFinite(v)),
  );
  const [low, high] = options.yRange ?? [0, niceCeiling(largestOf(values))];
  const [first, last] = options.xRange ?? [1, Math.max(1, ...curves.map(({ values }) => values.length))];
  const x = (at: number): number =>
    MARGIN.left +
    (last === first ? 0.5 : (at - first) / (last - first)) * (width - MARGIN.left - MARGIN.right);
  const y = (v: number): number =>
    MARGIN.top + (1 - (v - low) / (high - low)) * (height - MARGIN.top - MARGIN.bottom);

  const grid = [0, 0.25, 0.5, 0.75, 1].map((part) => {
    const value = low + part * (high - low);
    return (
      `<line class="grid" x1="${MARGIN.left}" x2="${width - MARGIN.right}" y1="${round(y(value))}" y2="${round(y(value))}"/>` +
      `<text class="tick" x="${MARGIN.left - 6}" y="${round(y(value) + 4)}" text-anchor="end">${formatValue(value)}</text>`
    );
  });
  const every = Math.ceil((last - first + 1) / 10);
  const ticks = Array.from(
    { length: Math.floor((last - first) / every) + 1 },
    (_, i) => first + i * every,
  ).map(
    (at) =>
      `<text class="tick" x="${round(x(at))}" y="${height - 6}" text-anchor="middle">${format(at)}</text>`,
  );
  const lines = curves.map(({ values, x: xs, color, faint, dashed }) => {
    const points = values.flatMap((v, i) =>
      v === null || !Number.isFinite(v)
        ? []
        : [`${round(x(xs?.[i] ?? i + 1))},${round(y(Math.min(high, Math.max(low, v))))}`],
    );
    const dots = faint || points.length > 30 ? '' : points.map((p) => dot(p, color)).join('');
    const style = faint ? 'stroke-width="1" opacity="0.55"' : 'stroke-width="2"';
    const dash = dashed ? ' stroke-dasharray="6 4"' : '';
    return `<polyline fill="none" stroke="${color}" ${style}${dash} points="${points.join(' ')}"/>${dots}`;
  });
  const names = options.legend === false ? '' : legend(curves, width - MARGIN.right);
  return (
    `<svg class="chart" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeXml(describe(curves, title, options.formatValue ?? options.format))}">` +
    `<text class="title" x="${MARGIN.left}" y="18">${escapeXml(title)}</text>` +
    [...grid, ...ticks, ...lines, names].join('') +
    `<text class="tick" x="${MARGIN.left - 10}" y="${height - 6}" text-anchor="end">${escapeXml(xLabel)}</text></svg>`
  );
}

/** A call with a value per step would exceed the stack above about 125,000 steps. */
function largestOf(values: readonly number[]): number {
  return values.reduce((largest, value) => Math.max(largest, value), 1e-6);
}

function legend(curves: readonly Curve[], right: number): string {
  return curves.map((curve, i) => swatch(curve, right - 100 * (curves.length - i), 18)).join('');
}

function swatch({ label, color, faint, dashed }: Curve, x: number, y: number): string {
  const dash = dashed ? ' stroke-dasharray="6 3"' : '';
  const stroke = `stroke="${color}" stroke-width="${faint ? 1 : 3}"${dash}`;
  return (
    `<line x1="${x}" x2="${x + 14}" y1="${y - 4}" y2="${y - 4}" ${stroke}/>` +
    `<text class="tick" x="${x + 18}" y="${y}">${escapeXml(label)}</text>`
  );
}

/** Escapes text for HTML and XML. */
export function escapeXml(text: string): string {
  const entities: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (character) => entities[character] as string);
}

function describe(curves: readonly Curve[], title: string, format = (v: number) => v.toFixed(4)): string {
  const ends = curves.flatMap(({ label, values }) => {
    const end = values.at(-1);
    return typeof end === 'number' && Number.isFinite(end) ? [`${label} ${format(end)}`] : [];
  });
  return ends.length > 0 ? `${title}: ${ends.join(', ')}` : title;
}

function dot(point: string, color: string): string {
  const [cx, cy] = point.split(',');
  return `<circle cx="${cx}" cy="${cy}" r="3" fill="${color}"/>`;
}

function label(value: number): string {
  if (value >= 1e5) return value.toExponential(1).replace('+', '');
  return value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(2)));
}

function round(value: number): string {
  return value.toFixed(1);
}

/** Returns the smallest number not below `value` whose quarters have few digits. */
function niceCeiling(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 1.2, 1.6, 2, 2.4, 3.2, 4, 6, 8, 10].find((step) => step * power >= value) ?? 10) * power;
}
