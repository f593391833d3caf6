/** Writes `report.html`: one self-contained page about a run (curves, configuration, sample predictions). */
import { METRIC_NAMES } from '../../options/metric-choice';
import { readValidationFreq, validatedEpochs } from '../../options/validation-freq';
import { type Curve, chartSvg, escapeXml } from './curves';

/** One picture and its prediction. */
export interface SamplePrediction {
  filename: string;
  /** Name of the true class; null if unknown. */
  label: string | null;
  /** Name of the predicted class. */
  predicted: string;
  /** Probability of the predicted class, 0 … 1. */
  probability: number;
  /** The picture as a `data:` URL. */
  image: string;
}

/** Content of a report. */
export interface ReportData {
  title: string;
  history: Readonly<Record<string, readonly number[]>>;
  steps: { readonly loss: readonly number[]; readonly accuracy: readonly number[] };
  /** Results of the run, shown as a table in this order. */
  facts: Readonly<Record<string, unknown>>;
  /** Options of the run, shown below the facts. Omits nulls, and options replaced by a fact of the same name. */
  options: Readonly<Record<string, unknown>>;
  samples: readonly SamplePrediction[];
  warnings: readonly string[];
}

const TRAINING = '#0d9488';
const VALIDATION = '#e8590c';

const STYLE = `
:root { color-scheme: light dark; --ink: #1c2430; --paper: #fbfaf7; --line: #d9dde3; --good: #0d9488; --bad: #c92a2a; }
@media (prefers-color-scheme: dark) { :root { --ink: #e7eaee; --paper: #14181e; --line: #333b46; } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 68rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; margin: 0 0 1rem; } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr)); gap: 1rem; }
.chart { width: 100%; height: auto; } .chart .grid { stroke: var(--line); } .chart text { fill: var(--ink); }
.chart .tick { font-size: 11px; } .chart .title { font-size: 14px; font-weight: 600; }
table { border-collapse: collapse; width: 100%; } td { border-top: 1px solid var(--line); padding: .25rem .5rem; vertical-align: top; overflow-wrap: anywhere; }
td:first-child { white-space: nowrap; font-weight: 600; }
.samples { display: grid; grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr)); gap: .75rem; }
figure { margin: 0; } figure img { width: 100%; border-radius: .4rem; display: block; } figcaption { font-size: .85rem; overflow-wrap: anywhere; }
.right { color: var(--good); } .wrong { color: var(--bad); font-weight: 600; }
`;

/**
 * Returns a self-contained HTML page with curves, predictions, warnings and the table of the run.
 *
 * @example
 * const { history, steps } = await session.train();
 * const run = { title: 'Pets', history, steps, facts: {}, options: { ...session.options } };
 * const html = reportHtml({ ...run, samples: [], warnings: [] });
 */
export function reportHtml({ title, history, steps, samples, warnings, ...run }: ReportData): string {
  const { initialEpoch = 0, validationFreq } = run.options as {
    initialEpoch?: number;
    validationFreq?: unknown;
  };
  const end = initialEpoch + (history['loss']?.length ?? 0);
  const freq = readValidationFreq(validationFreq) ?? null;
  const x = validatedEpochs(initialEpoch, end, freq).map((epoch) => epoch + 1 - initialEpoch);
  const xRange = [1, Math.max(1, end - initialEpoch)] as const;
  const epochs = (key: string, label: string, color: string): Curve[] =>
    history[key]?.length
      ? [{ label, values: history[key], color, ...(key.startsWith('val_') && { x }) }]
      : [];
  const charts = [
    chartSvg([...epochs('loss', 'training', TRAINING), ...epochs('val_loss', 'validation', VALIDATION)], {
      title: 'Loss by epoch',
      xLabel: 'epoch',
      xRange,
    }),
    chartSvg(
      [...epochs('accuracy', 'training', TRAINING), ...epochs('val_accuracy', 'validation', VALIDATION)],
      {
        title: 'Accuracy by epoch',
        xLabel: 'epoch',
        xRange,
        yRange: [0, 1],
        formatValue: percent,
      },
    ),
    ...METRIC_NAMES.filter((name) => history[name]?.length).map((name) =>
      chartSvg([...epochs(name, 'training', TRAINING), ...epochs(`val_${name}`, 'validation', VALIDATION)], {
        title: `${name} by epoch`,
        xLabel: 'epoch',
        xRange,
        yRange: [0, 1],
      }),
    ),
    chartSvg([{ label: 'batch', values: steps.loss, color: TRAINING }], {
      title: 'Loss by step',
      xLabel: 'step',
    }),
    chartSvg([{ label: 'batch', values: steps.accuracy, color: TRAINING }], {
      title: 'Accuracy by step',
      xLabel: 'step',
      yRange: [0, 1],
      formatValue: percent,
    }),
  ];
  const notes = warnings.map((warning) => `<li>${escapeXml(warning)}</li>`).join('');
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeXml(title)}</title><style>${STYLE}</style></head><body>
<h1>${escapeXml(title)}</h1>
<div class="charts">${charts.join('\n')}</div>
${samples.length ? `<h2>Predictions</h2><div class="samples">${samples.map(sampleHtml).join('\n')}</div>` : ''}
${notes ? `<h2>Warnings</h2><ul>${notes}</ul>` : ''}
<h2>The run</h2><table>${rows(run).join('\n')}</table>
</body></html>
`;
}

/** Formats a share with at most one decimal. */
const percent = (share: number): string => `${Number((100 * share).toFixed(1))}%`;

function sampleHtml({ filename, label, predicted, probability, image }: SamplePrediction): string {
  const verdict = label === null ? '' : label === predicted ? 'right' : 'wrong';
  if (Number.isNaN(probability)) return figure(filename, image, '<span class="wrong">not a number</span>');
  const truth = label === null || label === predicted ? '' : ` (is ${escapeXml(label)})`;
  const answer = `${escapeXml(predicted)} ${percent(probability)}${truth}`;
  return figure(filename, image, `<span class="${verdict}">${answer}</span>`);
}

function figure(filename: string, image: string, answer: string): string {
  const name = escapeXml(filename);
  return `<figure><img src="${image}" alt="${name}"><figcaption>${name}<br>${answer}</figcaption></figure>`;
}

function rows({ facts, options }: Pick<ReportData, 'facts' | 'options'>): string[] {
  // Each name keeps its first position and its last value.
  return Object.entries({ ...facts, ...options, ...facts })
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `<tr><td>${escapeXml(name)}</td><td>${escapeXml(show(value))}</td></tr>`);
}

/** Formats integers in full and other numbers with four significant digits. `run.json` has all digits. */
function show(value: unknown): string {
  if (typeof value === 'string') return value;
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'number' && !Number.isInteger(inner) ? Number(inner.toPrecision(4)) : inner,
  );
}
