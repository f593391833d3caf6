/** Loss and accuracy curves as SVG text, for reports and pages alike. No DOM: it returns a string. */

/** One line of a chart. */
export interface Curve {
  label: string;
  /** y values at x = 1, 2, 3, …; null leaves a gap. */
  values: readonly (number | null)[];
  /** A CSS colour. */
  color: string;
}

/** How a chart looks. */
export interface ChartOptions {
  title: string;
  xLabel: string;
  /** Fixed range of y; default: from the values, starting at 0. */
  yRange?: readonly [number, number];
  /** Pixels of the viewBox. Default 480 × 280. */
  width?: number;
  height?: number;
}

const MARGIN = { left: 46, right: 14, top: 34, bottom: 38 };

/**
 * A line chart.
 *
 * @example
 * chartSvg([{ label: 'loss', values: [0.7, 0.5], color: 'teal' }], { title: 'Loss', xLabel: 'epoch' });
 */
export function chartSvg(curves: readonly Curve[], options: ChartOptions): string {
  const { title, xLabel, width = 480, height = 280 } = options;
  const values = curves.flatMap(({ values }) =>
    values.filter((v): v is number => v !== null && Number.isFinite(v)),
  );
  const [low, high] = options.yRange ?? [0, niceCeiling(Math.max(...values, 1e-6))];
  const steps = Math.max(1, ...curves.map((curve) => curve.values.length));
  const x = (i: number): number =>
    MARGIN.left + (steps === 1 ? 0.5 : i / (steps - 1)) * (width - MARGIN.left - MARGIN.right);
  const y = (v: number): number =>
    MARGIN.top + (1 - (v - low) / (high - low)) * (height - MARGIN.top - MARGIN.bottom);

  const grid = [0, 0.25, 0.5, 0.75, 1].map((part) => {
    const value = low + part * (high - low);
    return (
      `<line class="grid" x1="${MARGIN.left}" x2="${width - MARGIN.right}" y1="${round(y(value))}" y2="${round(y(value))}"/>` +
      `<text class="tick" x="${MARGIN.left - 6}" y="${round(y(value) + 4)}" text-anchor="end">${label(value)}</text>`
    );
  });
  const every = Math.ceil(steps / 10);
  const ticks = Array.from({ length: steps }, (_, i) => i)
    .filter((i) => i % every === 0)
    .map(
      (i) => `<text class="tick" x="${round(x(i))}" y="${height - 20}" text-anchor="middle">${i + 1}</text>`,
    );
  const lines = curves.map(({ values, color }) => {
    const points = values.flatMap((v, i) =>
      v === null || !Number.isFinite(v)
        ? []
        : [`${round(x(i))},${round(y(Math.min(high, Math.max(low, v))))}`],
    );
    const dots = points.length > 30 ? '' : points.map((p) => dot(p, color)).join('');
    return `<polyline fill="none" stroke="${color}" stroke-width="2" points="${points.join(' ')}"/>${dots}`;
  });
  const legend = curves.map(
    ({ label, color }, i) =>
      `<rect x="${width - MARGIN.right - 100 * (curves.length - i)}" y="12" width="12" height="4" fill="${color}"/>` +
      `<text class="tick" x="${width - MARGIN.right - 100 * (curves.length - i) + 17}" y="18">${escapeXml(label)}</text>`,
  );
  return (
    `<svg class="chart" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeXml(describe(curves, title))}">` +
    `<text class="title" x="${MARGIN.left}" y="18">${escapeXml(title)}</text>` +
    [...grid, ...ticks, ...lines, ...legend].join('') +
    `<text class="tick" x="${width / 2}" y="${height - 4}" text-anchor="middle">${escapeXml(xLabel)}</text></svg>`
  );
}

/** Text that is safe inside HTML and XML. */
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

function describe(curves: readonly Curve[], title: string): string {
  const ends = curves.map(({ label, values }) => `${label} ${values.at(-1)?.toFixed(4) ?? 'none yet'}`);
  return `${title}: ${ends.join(', ')}`;
}

function dot(point: string, color: string): string {
  const [cx, cy] = point.split(',');
  return `<circle cx="${cx}" cy="${cy}" r="3" fill="${color}"/>`;
}

function label(value: number): string {
  return value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(2)));
}

function round(value: number): string {
  return value.toFixed(1);
}

/** The smallest of 1, 2, 2.5, 5 times a power of ten that is not below `value`. */
function niceCeiling(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 2.5, 5, 10].find((step) => step * power >= value) ?? 10) * power;
}
