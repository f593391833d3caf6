/** Loss and accuracy as curves, with steps behind epochs, and the same numbers as tables. */
import { type TemplateResult, html, nothing } from 'lit';
import { unsafeHTML } from 'lit/directives/unsafe-html.js';
import type { History, StepEvent } from '../../index';
import { type Curve, chartSvg } from '../../views/report/curves';
import type { Context } from './context';

const TRAINING = 'var(--accent)';
const VALIDATION = 'var(--signal)';
/** More points than this do not fit into the pixels of a chart. */
const MAX_POINTS = 400;
/** Longer tables are not readable. */
const MAX_ROWS = 100;

/** Arguments of `renderCurves`. */
export interface CurvesView extends Context {
  steps: readonly StepEvent[];
  history: History;
  epochs: number;
  /** Width of a chart in pixels. */
  width: number;
}

/** Returns the width of a chart for an available width, both in pixels. Two charts fit side by side from 652 pixels. */
export function chartWidthIn(available: number): number {
  const width = available >= 652 ? (available - 12) / 2 : available;
  return Math.round(Math.min(560, Math.max(280, width)));
}

/** Renders both charts with their tables. */
export function renderCurves(view: CurvesView): TemplateResult {
  return html`<div class="charts" part="charts">
      ${chart(view, 'loss')} ${chart(view, 'accuracy', [0, 1])}
    </div>
    <div class="tables">${epochTable(view)} ${stepTable(view)}</div>`;
}

function chart(view: CurvesView, key: 'loss' | 'accuracy', yRange?: readonly [number, number]) {
  const { steps, history, epochs, words, format, width } = view;
  // Per step: a continued run may have a different number of steps per epoch.
  const x = downsample(steps.map(({ epoch, step, stepsPerEpoch }) => epoch + (step + 1) / stepsPerEpoch));
  const values = downsample(steps.map((step) => step[key]));
  const curves: Curve[] = [
    { label: words.charts.steps, values, x, color: TRAINING, faint: true },
    { label: words.charts.training, values: history[key] ?? [], color: TRAINING },
    { label: words.charts.validation, values: history[`val_${key}`] ?? [], color: VALIDATION, dashed: true },
  ];
  const svg = chartSvg(curves, {
    title: words.charts[key],
    xLabel: words.charts.epoch,
    xRange: [0, epochs],
    ...(yRange && { yRange }),
    legend: 'below',
    format: (value) => format.decimal(value, 4, false),
    ...(key === 'accuracy' && { formatValue: (value: number) => format.percent(value, 1, false) }),
    width,
    height: Math.round(Math.min(290, width * 0.48)),
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

function epochTable({ history, words, format }: CurvesView): TemplateResult | typeof nothing {
  const epochs = history['loss']?.length ?? 0;
  if (epochs === 0) return nothing;
  const { trainingLoss, trainingAccuracy, valLoss, valAccuracy } = words.charts;
  const columns = [
    [trainingLoss, history['loss'], decimal],
    [trainingAccuracy, history['accuracy'], percent],
    [valLoss, history['val_loss'], decimal],
    [valAccuracy, history['val_accuracy'], percent],
  ] as const;
  const shown = columns.filter(([, values]) => values);
  const rows = Array.from({ length: epochs }, (_, i) => [
    format.integer(i + 1),
    ...shown.map(([, values, formatValue]) => formatValue(values?.[i])),
  ]);
  return table(words.charts.byEpoch, [words.progress.epoch, ...shown.map(([name]) => name)], rows);

  function decimal(value?: number): string {
    return value === undefined ? '' : format.decimal(value, 4);
  }
  function percent(value?: number): string {
    return value === undefined ? '' : format.percent(value);
  }
}

function stepTable({ steps, words, format }: CurvesView): TemplateResult {
  const every = Math.ceil(steps.length / MAX_ROWS);
  const rows = steps
    .map((step, i) => [
      format.integer(i + 1),
      format.integer(step.epoch + 1),
      format.decimal(step.loss, 4),
      format.percent(step.accuracy),
    ])
    .filter((_, i) => (i + 1) % every === 0 || i === steps.length - 1);
  const { byStep, step, batchLoss, batchAccuracy, someSteps } = words.charts;
  const note = every === 1 ? '' : someSteps(format.integer(rows.length), format.integer(steps.length));
  return table(byStep, [step, words.progress.epoch, batchLoss, batchAccuracy], rows, note);
}

function table(title: string, head: string[], rows: string[][], note = ''): TemplateResult {
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
          <tr>
            ${head.map((name) => html`<th scope="col">${name}</th>`)}
          </tr>
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
