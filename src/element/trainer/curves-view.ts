/** Loss, accuracy and other metrics as curves, the first two with steps behind epochs, and the same numbers as tables. */
import { type TemplateResult, html, nothing } from 'lit';
import { unsafeHTML } from 'lit/directives/unsafe-html.js';
import type { Logs, StepEvent } from '../../index';
import { METRIC_NAMES, type MetricName } from '../../options/metric-choice';
import { type Curve, chartSvg } from '../../views/report/curves';
import type { Context } from './context';

const TRAINING = 'var(--accent)';
const VALIDATION = 'var(--signal)';
/** More points than this do not fit into the pixels of a chart. */
const MAX_POINTS = 400;
/** Height of a chart in pixels: as a share of its width, and so that the area of the curves is high enough to read. */
const HEIGHT = { share: 0.44, least: 164, most: 260 };
/** Longer tables are not readable. */
const MAX_ROWS = 100;

/** Arguments of `renderCurves`. */
export interface CurvesView extends Context {
  steps: readonly StepEvent[];
  /** Of each epoch. */
  logs: readonly Logs[];
  epochs: number;
  /** Width of a chart in pixels. */
  width: number;
}

/** A figure of an epoch. Null: the epoch does not have it. NaN: its loss is not finite, and then other figures mean nothing. */
function figureOf(logs: Logs, name: string): number | null {
  const value = logs[name] ?? null;
  const loss = logs[name.startsWith('val_') ? 'val_loss' : 'loss'];
  return value === null || Number.isFinite(loss) || name.endsWith('loss') ? value : NaN;
}

/** Renders the charts with their tables. */
export function renderCurves(view: CurvesView): TemplateResult {
  const metrics = METRIC_NAMES.filter((name) => view.logs.some((logs) => name in logs));
  return html`${legend(view)}
    <div class="charts" part="charts">
      ${chart(view, 'loss')} ${chart(view, 'accuracy', [0, 1])}
      ${metrics.map((name) => chart(view, name, [0, 1]))}
    </div>
    <div class="tables">${epochTable(view)} ${stepTable(view)}</div>`;
}

/** The curves of a chart. */
function series({ words: { charts } }: CurvesView): Pick<Curve, 'label' | 'color' | 'faint' | 'dashed'>[] {
  return [
    { label: charts.steps, color: TRAINING, faint: true },
    { label: charts.training, color: TRAINING },
    { label: charts.validation, color: VALIDATION, dashed: true },
  ];
}

/** One legend for all charts: beside or below their titles, it would take the place of the curves. */
function legend(view: CurvesView): TemplateResult {
  return html`<ul class="legend" part="legend">
    ${series(view).map(
      ({ label, color, faint, dashed }) =>
        html`<li>
          <svg viewBox="0 0 20 8" aria-hidden="true">
            <line
              x2="20"
              y1="4"
              y2="4"
              stroke=${color}
              stroke-width=${faint ? 1 : 3}
              stroke-dasharray=${dashed ? '6 3' : nothing}
            />
          </svg>
          ${label}
        </li>`,
    )}
  </ul>`;
}

function chart(
  view: CurvesView,
  key: 'loss' | 'accuracy' | MetricName,
  yRange?: readonly [number, number],
): TemplateResult {
  const { steps, logs, epochs, words, format, width } = view;
  // Per step: a continued run may have a different number of steps per epoch.
  const x = downsample(steps.map(({ epoch, step, stepsPerEpoch }) => epoch + (step + 1) / stepsPerEpoch));
  // Other metrics have no value of a single step.
  const values =
    key === 'loss' || key === 'accuracy'
      ? downsample(steps.map((step) => (Number.isFinite(step.loss) ? step[key] : NaN)))
      : [];
  const byEpoch = (name: string) => ({ values: logs.map((each) => figureOf(each, name)) });
  const points = [{ values, x }, byEpoch(key), byEpoch(`val_${key}`)];
  const curves = series(view).map((each, i): Curve => ({ ...each, values: [], ...points[i] }));
  const svg = chartSvg(curves, {
    // Under their names in Keras.
    title: key === 'loss' || key === 'accuracy' ? words.charts[key] : key,
    xLabel: words.charts.epoch,
    xRange: [0, epochs],
    ...(yRange && { yRange }),
    legend: false,
    format: (value) => format.decimal(value, 4, false),
    ...(key === 'accuracy' && { formatValue: (value: number) => format.percent(value, 1, false) }),
    width,
    height: Math.round(Math.min(HEIGHT.most, Math.max(HEIGHT.least, width * HEIGHT.share))),
  });
  const hasEpochs = curves.some(({ values, faint }) => !faint && values.some(Number.isFinite));
  const isMissing = !hasEpochs && values.some((value) => !Number.isFinite(value));
  return html`<figure part="chart">
    ${unsafeHTML(svg)} ${isMissing ? html`<p>${words.charts.noCurve}</p>` : nothing}
  </figure>`;
}

/** Averages neighbouring values if there are more than MAX_POINTS. */
function downsample(values: readonly number[]): number[] {
  const size = Math.ceil(values.length / MAX_POINTS);
  const count = Math.ceil(values.length / size);
  const groups = Array.from({ length: count }, (_, i) => values.slice(i * size, (i + 1) * size));
  return groups.map((group) => group.reduce((sum, value) => sum + value, 0) / group.length);
}

function epochTable({ logs, words, format }: CurvesView): TemplateResult | typeof nothing {
  if (logs.length === 0) return nothing;
  const { training, validation, loss, accuracy } = words.charts;
  const columns = [
    ['loss', loss, decimal],
    ['accuracy', accuracy, percent],
    // Under their names in Keras.
    ...METRIC_NAMES.map((name) => [name, name, decimal] as const),
  ] as const;
  const has = (name: string): boolean => logs.some((each) => name in each);
  const parts = [
    { title: training, prefix: '' },
    { title: validation, prefix: 'val_' },
  ].map(({ title, prefix }) => ({
    title,
    columns: columns
      .map(([name, text, formatValue]) => ({ name: `${prefix}${name}`, text, formatValue }))
      .filter(({ name }) => has(name)),
  }));
  const shown = parts.filter((part) => part.columns.length > 0);
  const rows = logs.map((each, i) => [
    format.integer(i + 1),
    ...shown.flatMap((part) =>
      part.columns.map(({ name, formatValue }) => formatValue(figureOf(each, name))),
    ),
  ]);
  const head = html`<tr>
      <th scope="col" rowspan="2">${words.progress.epoch}</th>
      ${shown.map((part) => html`<th scope="colgroup" colspan=${part.columns.length}>${part.title}</th>`)}
    </tr>
    <tr>
      ${shown.flatMap((part) => part.columns.map(({ text }) => html`<th scope="col">${text}</th>`))}
    </tr>`;
  return table(words.charts.byEpoch, head, rows);

  function decimal(value: number | null): string {
    return value === null ? '' : format.decimal(value, 4);
  }
  function percent(value: number | null): string {
    return value === null ? '' : percentOf(value, format);
  }
}

function stepTable({ steps, words, format }: CurvesView): TemplateResult {
  const every = Math.ceil(steps.length / MAX_ROWS);
  const rows = steps
    .map((step, i) => [
      format.integer(i + 1),
      format.integer(step.epoch + 1),
      format.decimal(step.loss, 4),
      percentOf(Number.isFinite(step.loss) ? step.accuracy : NaN, format),
    ])
    .filter((_, i) => (i + 1) % every === 0 || i === steps.length - 1);
  const { byStep, step, batchLoss, batchAccuracy, someSteps } = words.charts;
  const note = every === 1 ? '' : someSteps(format.integer(rows.length), format.integer(steps.length));
  const names = [step, words.progress.epoch, batchLoss, batchAccuracy];
  const head = html`<tr>
    ${names.map((name) => html`<th scope="col">${name}</th>`)}
  </tr>`;
  return table(byStep, head, rows, note);
}

const percentOf = (value: number, format: Context['format']): string =>
  Number.isNaN(value) ? '–' : format.percent(value);

function table(title: string, head: TemplateResult, rows: string[][], note = ''): TemplateResult {
  return html`<details part="table">
    <summary>${title}</summary>
    <div class="scroll" role="region" aria-label=${title} tabindex="0">
      <table>
        ${
          note
            ? html`<caption>
                ${note}
              </caption>`
            : nothing
        }
        <thead>
          ${head}
        </thead>
        <tbody>
          ${rows.map(
            ([first, ...rest]) =>
              html`<tr>
                <th scope="row">${first}</th>
                ${rest.map((value) => html`<td>${value}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </details>`;
}
