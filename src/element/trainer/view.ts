/** Renders `<pupila-trainer>` from its state. Larger parts have their own files. */
import { type TemplateResult, html, nothing } from 'lit';
import { renderCamera } from './camera-view';
import type { Context, Words } from './context';
import type { renderCurves } from './curves-view';
import { type DataView, renderData } from './data-view';
import { divergedText } from '../diverged';
import { dropZone, fileButton } from '../drop-zone';
import type { PictureNotes } from '../picture-notes';
import { PICTURE_EXTENSIONS, chosenFiles } from '../picture-files';
import { renderFacts, renderFigures, renderProgress } from './progress-view';
import { renderPredictions } from './predictions-view';
import { renderMistakes, renderResults } from './results-view';
import { renderKept } from './kept-view';
import { type SettingsView, renderSettings } from './settings-view';
import { type ModelView, renderModel } from './model-view';
import type { Remedy } from './remedy';
import { type StartOptions, TABS, type TrainerTab } from './host';
import type { TrainerState } from './state';
import { type TabsView, renderTabs } from './tabs-view';

/** Arguments of `renderTrainer`. */
export interface TrainerView extends SettingsView {
  state: TrainerState;
  matching: ModelView['matching'];
  setMatching: ModelView['setMatching'];
  /** Rendered error. */
  error: unknown;
  /** Renders what is ignored in the pictures that are shown. */
  pictureNotes(pictures: readonly PictureNotes[]): unknown;
  /** Rendered Keras code. */
  code: unknown;
  /** Name of the page's data. Null: none. */
  given: string | null;
  /** Rendered link that downloads the page's data. */
  download: unknown;
  /** Draws the curves. Null while it loads. */
  renderCurves: typeof renderCurves | null;
  /** Width of a chart in pixels. */
  chartWidth: number;
}

/** Renders the element. */
export function renderTrainer(view: TrainerView): TemplateResult {
  const { state, words } = view;
  const { run } = state;
  return html`<slot name="title"></slot>
    <div class="body ${run ? 'begun' : ''}">
      ${interrupted(view)} ${controls(view)} ${state.errorTab === null ? view.error : nothing}
      ${state.isOutdated ? html`<p class="warning" role="status" part="outdated">${words.outdated}</p>` : nothing}
      ${progress(view)} ${renderTabs(tabs(view), panel(view))} ${view.code}
      <slot></slot>
    </div>`;
}

/** Whether to continue a run that was interrupted. */
function interrupted(view: TrainerView): unknown {
  const { state } = view;
  const { record } = state.interrupted ?? {};
  if (!record) return nothing;
  return renderKept({
    ...view,
    run: record,
    missing: state.kept.missing(state.data),
    proceed: () => void state.continueInterrupted().catch(() => undefined),
    discard: () => void state.discardInterrupted(),
  });
}

/** The progress of the run that has no step yet, else of the current one, with the figures of the current one. */
function progress(view: TrainerView): unknown {
  const { run, next, showsRun } = view.state;
  if (!run || !showsRun) return nothing;
  return html`${renderProgress({ ...view, run: next ?? run })} ${renderFigures({ ...view, run })}
  ${renderFacts({ ...view, run })}`;
}

/** The open panel, with the error of an action on its tab. */
function panel(view: TrainerView): unknown {
  const { tab, errorTab } = view.state;
  return html`${errorTab === tab ? view.error : nothing} ${PANELS[tab](view)}`;
}

/** The panel of each tab. */
const PANELS: Record<TrainerTab, (view: TrainerView) => unknown> = {
  data: (view) => {
    const { state, words } = view;
    const { choice, camera } = state;
    const { colorMode } = state.networks.brought;
    const take: DataView['take'] = (files, use) => state.take(files, use);
    return form(
      view,
      words.tabs.data,
      renderData({ ...view, choice, camera, colorMode, take, repeated: state.repeatedClass }),
    );
  },
  settings: (view) => form(view, view.words.tabs.settings, renderSettings(view)),
  curves,
  results,
  mistakes,
  predict: predictions,
  model: renderModel,
};

function tabs({ state, words }: TrainerView): TabsView<TrainerTab> {
  return {
    label: words.tabs.label,
    chosen: state.tab,
    choose: (name) => state.show(name),
    tabs: TABS.map((name) => ({ name, text: words.tabs[name], disabled: !state.has(name) })),
  };
}

function form({ state }: TrainerView, title: string, content: TemplateResult): TemplateResult {
  return html`<fieldset ?disabled=${state.busy} aria-label=${title}>${content}</fieldset>`;
}

function curves(view: TrainerView): TemplateResult {
  const { run } = view.state;
  if (!run || run.steps.length === 0 || !view.renderCurves)
    return html`<p class="muted">${view.words.charts.soon}</p>`;
  const { steps, logs, session } = run;
  return view.renderCurves({
    ...view,
    steps,
    logs,
    epochs: session.options.epochs,
    width: view.chartWidth,
  });
}

/**
 * Renders the buttons. One button starts, pauses and resumes, so that it keeps the focus; others stop and train
 * further.
 */
function controls({ state, settings, words, format }: TrainerView): TemplateResult {
  const { busy } = state;
  const runState = state.state;
  const isWaiting = runState === 'preparing' || runState === 'ready';
  const fresh = state.network.loads.length > 0 ? words.fromWeights : words.fromScratch;
  const again = state.model ? words.loadedModel : fresh;
  const text =
    runState === 'paused' ? words.resume : busy ? words.pause : state.canContinue ? again : words.start;
  const start = (options?: StartOptions): void => void state.start(options).catch(() => undefined);
  const press = (): void => {
    if (runState === 'running') state.pause();
    else if (runState === 'paused') state.resume();
    else if (!isWaiting) start();
  };
  return html`<div class="row" part="controls">
    <button type="button" class="primary" part="button" aria-disabled=${isWaiting} @click=${press}>
      ${text}
    </button>
    <button type="button" part="button" ?hidden=${!busy} @click=${() => state.stop()}>${words.stop}</button>
    <button
      type="button"
      part="button"
      ?hidden=${busy || !state.canContinue || state.remedy !== null}
      @click=${() => start({ further: true })}
    >
      ${words.further(format.integer(settings.epochs))}
    </button>
    ${state.remedy ? remedy(state.remedy, state, words) : nothing}
    <span class="status" role="status" part="status">${statusText(state, words, format)}</span>
  </div>`;
}

function statusText(
  { state: lastState, failure, run, network, data, repeatedClass }: TrainerState,
  words: Words,
  format: Context['format'],
): string {
  if (failure) return words.state[failure];
  // Without a failure to show, other data were chosen after it.
  const state = lastState === 'failed' ? 'idle' : lastState;
  if (run?.evaluating) return words.results.checking;
  if (network.isFitted) return words.fitted;
  if (state === 'idle' && repeatedClass) return words.state.repeatedClass;
  if (state === 'idle' && !data) return words.state.noData;
  const epoch = state === 'stopped' ? (run?.unfinishedEpoch ?? null) : null;
  return epoch === null ? words.state[state] : words.stoppedIn(format.integer(epoch + 1));
}

function remedy(kind: Remedy, state: TrainerState, words: Words): TemplateResult {
  const texts = {
    'fit-output': words.fitOutput,
    'fit-network': words.fitNetwork,
    skip: words.skipDamaged,
  };
  const text = texts[kind];
  const apply = async (): Promise<unknown> => (kind === 'skip' ? state.skipDamaged() : state.fitNetwork());
  const press = (): void => void apply().catch(() => undefined);
  return html`<button type="button" part="button" @click=${press}>${text}</button>`;
}

function results(view: TrainerView): TemplateResult | typeof nothing {
  const { dataset, evaluation, lossNotFinite = null } = view.state.run ?? {};
  if (!dataset || !evaluation) return nothing;
  return html`${renderResults({ ...view, dataset, evaluation, lossNotFinite })}<slot name="results"></slot>`;
}

function mistakes(view: TrainerView): TemplateResult | typeof nothing {
  const { run } = view.state;
  if (run?.hasDiverged) return diverged(view);
  return run?.dataset ? renderMistakes(run.mistakes, run.dataset.classes, view) : nothing;
}

/** Says that the network cannot predict. */
function diverged({ state, words }: TrainerView): TemplateResult {
  const loss = state.predictor === state.run ? (state.run?.lossNotFinite ?? null) : null;
  return html`<p>${divergedText(words.diverged, loss)}</p>`;
}

function predictions(view: TrainerView): TemplateResult {
  const { state, words } = view;
  const predictAll = (files: readonly File[]): void => void state.predictAll(files).catch(() => undefined);
  return html`${dropZone(
    (files) => void state.take(files, (read) => predictAll(read.map(({ blob }) => blob))),
    html`<div class="row">
        ${fileButton({
          text: words.predict.choose,
          accept: PICTURE_EXTENSIONS,
          multiple: true,
          change: (event) =>
            predictAll(chosenFiles(event.target as HTMLInputElement).map(({ blob }) => blob)),
        })}
        <button type="button" @click=${() => void state.camera.open(state)}>${words.data.openCamera}</button>
        <span class="muted by-mouse">${words.data.dropPictures}</span>
      </div>
      ${
        state.camera.owner === state
          ? renderCamera(state.camera, view, (file) => predictAll([file]))
          : nothing
      }`,
  )}
  ${state.hasDiverged ? diverged(view) : nothing}
  ${view.pictureNotes(state.predictions.shown.map(({ notes }) => notes))}
  ${renderPredictions(state.predictions.shown, view)}`;
}
