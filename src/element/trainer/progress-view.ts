/** The progress of a run: bar, figures, backend and the reason for it, problems with the data. */
import { type TemplateResult, html, nothing } from 'lit';
import type { BackendReport, DatasetInfo, Logs, Recovery, StepEvent } from '../../index';
import { backendSentence, fallbackSentence, oneThreadSentence } from '../../i18n/backend';
import { marked } from '../marked';
import { saveFile } from '../save-file';
import { namesText } from '../names';
import type { Context } from './context';
import { type Pace, type TrainerRun, isActive } from './run';

/** A name and a value. 'wide': hidden on small screens. */
type Figure = readonly [string, string, 'wide'?];

/** Keras's logs with their keys in the catalogue, in display order. */
export const LOGS = [
  ['loss', 'trainingLoss'],
  ['accuracy', 'trainingAccuracy'],
  ['val_loss', 'valLoss'],
  ['val_accuracy', 'valAccuracy'],
] as const;

/** Arguments of `renderProgress`, `renderFigures` and `renderFacts`. */
export interface ProgressView extends Context {
  run: TrainerRun;
}

/** Renders the bar, and what is loading. */
export function renderProgress({ run, ...context }: ProgressView): TemplateResult {
  const { progress, state } = run;
  const w = context.words.progress;
  const text = state === 'preparing' ? loadingText(run, context) : '';
  return html`<progress
      max="1"
      value=${progress ?? nothing}
      aria-valuetext=${progress === null ? nothing : context.format.percent(progress, 0)}
      aria-label=${w.label}
      part="progress"
      ?hidden=${!isActive(state)}
    ></progress>
    ${text ? html`<p>${text}</p>` : nothing}`;
}

/** Returns what happens to the data before training, as text. */
function loadingText(run: TrainerRun, { words, format }: Context): string {
  const { download, checking, fitting } = run;
  const w = words.progress;
  if (run.isWhitening) return w.whitening;
  if (fitting) return w.fitting(format.integer(fitting.images), format.integer(fitting.total));
  if (run.dataset) return '';
  if (checking) return w.checking(format.integer(checking.checked), format.integer(checking.total));
  if (!download) return '';
  const loaded = format.bytes(download.loaded);
  return download.total > 0 ? w.downloading(loaded, format.bytes(download.total)) : w.downloaded(loaded);
}

/** Renders the figures. */
export function renderFigures({ run, ...context }: ProgressView): TemplateResult | typeof nothing {
  const last = run.steps.at(-1);
  const isTraining = run.state === 'running' || run.state === 'paused';
  if (!last) return nothing;
  const list = isTraining ? trainingFigures(run, last, context) : finalFigures(run, last, context);
  const isOfEpochBefore = !isTraining && run.unfinishedEpoch !== null && run.epochsDone > 0;
  return html`<dl class="figures ${isTraining ? '' : 'ended'}" part="figures">
      ${list.map(
        ([name, value, room]) =>
          html`<div class=${room ?? nothing}>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
    </dl>
    ${isOfEpochBefore ? html`<p class="detail">${context.words.progress.ofEpoch(context.format.integer(run.epochsDone))}</p>` : nothing}`;
}

/** Figures during training: last batch, speed, remaining time. */
function trainingFigures(run: TrainerRun, last: StepEvent, { words, format }: Context): Figure[] {
  const { pace, validating } = run;
  const w = words.progress;
  const of = (part: number, whole: number): string => w.of(format.integer(part), format.integer(whole));
  return [
    [w.epoch, of(last.epoch + 1, run.session.options.epochs)],
    validating
      ? [w.validating, of(validating.step + 1, validating.steps)]
      : [w.step, of(last.step + 1, last.stepsPerEpoch)],
    [words.charts.batchLoss, format.decimal(last.loss, 4)],
    [words.charts.batchAccuracy, format.percent(last.accuracy)],
    ...(pace ? speed(pace, w.speed, format) : []),
    ...(pace ? [[w.left, format.duration(pace.secondsLeft)] as const] : []),
  ];
}

/** Figures after training: Keras's logs of the last complete epoch, or the mean of the steps if there is none. */
function finalFigures(run: TrainerRun, last: StepEvent, { words, format }: Context): Figure[] {
  const { pace, epochsDone } = run;
  const { epochs } = run.session.options;
  const { charts, progress: w } = words;
  // An epoch without a validation has none of its figures.
  const logs: Logs = epochsDone > 0 ? (run.logs.at(-1) ?? {}) : meanOf(run.steps);
  const figures = LOGS.flatMap(([key, name]): Figure[] => {
    const value = logs[key];
    if (value === undefined) return [];
    // After a loss that is not finite, an accuracy says nothing.
    if (key.endsWith('accuracy')) return [[charts[name], run.lossNotFinite ? '–' : format.percent(value)]];
    return [[charts[name], format.decimal(value, 4)]];
  });
  const epoch = w.of(format.integer(epochsDone || last.epoch + 1), format.integer(epochs));
  // Of a run that is done, the state says enough.
  const room = run.state === 'done' ? (['wide'] as const) : ([] as const);
  return [
    [epochsDone > 0 ? w.lastEpoch : w.epoch, epoch, ...room],
    ...figures,
    ...(pace ? speed(pace, w.speed, format) : []),
  ];
}

function speed({ imagesPerSecond }: Pace, name: string, format: Context['format']): Figure[] {
  return [[name, format.decimal(imagesPerSecond, 1), 'wide']];
}

function meanOf(steps: readonly StepEvent[]): Record<string, number> {
  const images = steps.reduce((sum, { size }) => sum + size, 0);
  const mean = (key: 'loss' | 'accuracy'): number =>
    steps.reduce((sum, step) => sum + step[key] * step.size, 0) / images;
  return { loss: mean('loss'), accuracy: mean('accuracy') };
}

/** Renders data set, backend with its reason, seed, warnings, and the files of callbacks. */
export function renderFacts({ run, ...context }: ProgressView): TemplateResult {
  const { words, format, say } = context;
  const { dataset } = run;
  const facts = [
    run.isRestored && words.facts.restored,
    dataset &&
      words.facts.counts(
        format.integer(dataset.training.samples),
        format.integer(dataset.validation?.samples ?? 0),
        format.list(dataset.classes),
      ),
    dataset && dataset.skipped.length > 0 && skippedText(dataset.skipped, context),
    run.backend && backendText(run.backend, context),
    run.recovery && recoveryText(run.recovery, context),
    run.stopTraining?.by === 'callback' && words.facts.sentence(run.stopTraining.reason),
    dataset && words.facts.seed(String(run.session.options.seed)),
  ].filter(Boolean);
  const warnings = dataset?.warnings ?? [];
  const loss = run.lossNotFinite;
  return html`${loss ? html`<p class="warning" part="warning">${marked(words.facts.sentence(loss.reason))}</p>` : nothing}
    ${run.callbackWarnings.map(
      (warning) => html`<p class="warning" part="warning">${marked(words.facts.sentence(warning))}</p>`,
    )}
    ${run.checkpointWarnings.map((warning) => html`<p class="warning" part="warning">${marked(say(warning))}</p>`)}
    <p class="detail" part="facts">${marked(facts.join(' '))}</p>
    ${
      warnings.length > 0
        ? html`<details>
            <summary>${words.facts.warnings(format.integer(warnings.length))}</summary>
            <ul>
              ${warnings.map((warning) => html`<li>${marked(say(warning))}</li>`)}
            </ul>
          </details>`
        : nothing
    }
    ${renderFiles(run.files, context)}`;
}

/** Renders a button for each file that callbacks wrote, which saves it. */
function renderFiles(
  files: ReadonlyMap<string, Blob>,
  { words, format }: Context,
): TemplateResult | typeof nothing {
  if (files.size === 0) return nothing;
  const save = (path: string, file: Blob): void => saveFile(file, path.slice(path.lastIndexOf('/') + 1));
  return html`<details part="files">
    <summary>${words.facts.files(format.integer(files.size))}</summary>
    <div class="row">
      ${[...files].map(
        ([path, file]) =>
          html`<button type="button" part="button" @click=${() => save(path, file)}>${path}</button>`,
      )}
    </div>
  </details>`;
}

/** Returns the number of skipped pictures, and the first names. */
function skippedText(skipped: DatasetInfo['skipped'], { words, format }: Context): string {
  const names = skipped.map(({ filename }) => filename);
  const list = namesText(names, format, words.more);
  return words.facts.skipped(format.integer(skipped.length), list);
}

/** Says that a GPU failed, what training continues on and, if it left the GPU, why. */
export function recoveryText(
  { backend, fallback, lostSteps }: Recovery,
  { words, format, say }: Context,
): string {
  const text = backend === 'webgpu' ? words.facts.newDevice : words.facts.withoutGpu;
  const why = fallback ? ` ${fallbackSentence(words.backend, fallback, say)}` : '';
  return text(format.integer(lostSteps)) + why;
}

/** Says which backend is used and why, and for WebAssembly how many threads. */
export function backendText(
  { backend, why, threads, oneThread }: BackendReport,
  { words, format, say }: Context,
): string {
  const sentence = backendSentence(words.backend, why);
  if (backend === 'webgpu') return sentence;
  const count = words.backend.threads(format.integer(threads));
  return [sentence, count, oneThread && oneThreadSentence(words.backend, oneThread, say)]
    .filter(Boolean)
    .join(' ');
}
