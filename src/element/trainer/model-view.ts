/** Renders what the trainer says of the model as a file: saving, loading, and what a loaded file has. */
import { type TemplateResult, html, nothing } from 'lit';
import {
  READABLE_FORMATS,
  WRITABLE_FORMATS,
  type WritableFormat,
  writableFormat,
} from '../../formats/registry';
import type { Locale } from '../../i18n/locale';
import type { LoadWeightsOptions } from '../../index';
import { MATCHING, WEIGHTS_TABLE } from '../../options/weights-table';
import { fileButton } from '../drop-zone';
import { marked } from '../marked';
import { chosenFiles } from '../picture-files';
import { saveFile } from '../save-file';
import type { Context } from './context';
import type { TrainerModel } from './model';
import type { TrainerState } from './state';

/** Arguments of `renderModel`. */
export interface ModelView extends Context {
  state: TrainerState;
  language: Locale;
  /** How weights are matched with layers. */
  matching: Required<LoadWeightsOptions>;
  setMatching(changed: LoadWeightsOptions): void;
}

export function renderModel(view: ModelView): TemplateResult {
  const { state, words } = view;
  const load = (event: Event): void => {
    const [file] = chosenFiles(event.target as HTMLInputElement);
    if (file) void state.network.load(file.blob).catch(() => undefined);
  };
  return html`<div class="row">
      <button type="button" ?disabled=${!state.predictor} @click=${() => void download(state)}>
        ${words.model.save}
      </button>
      ${formatChoice(view)}
      ${fileButton({
        text: words.model.load,
        accept: LOADED_EXTENSIONS.join(),
        disabled: state.busy,
        change: load,
      })}
      <span class="muted">${formatHint(view)}</span>
    </div>
    ${state.model ? loaded(state.model, view) : nothing} ${weights(view)}`;
}

/** The button that loads weights into the network, and how they are matched with layers. */
function weights({ state, words, language, format, say, matching, setMatching }: ModelView): TemplateResult {
  const load = (event: Event): void => {
    const [file] = chosenFiles(event.target as HTMLInputElement);
    if (file) void state.network.loadWeights(file.blob, matching).catch(() => undefined);
  };
  const extensions = ['.weights.h5', ...LOADED_EXTENSIONS];
  return html`<fieldset class="weights" part="weights">
    <legend>${WEIGHTS_TABLE.weights.text[language]}</legend>
    <div class="row">
      ${fileButton({
        text: words.model.loadWeights,
        accept: LOADED_EXTENSIONS.join(),
        disabled: state.busy,
        change: load,
      })}
      <span class="muted">${words.model.weightsOf(format.list(extensions))}</span>
    </div>
    ${MATCHING.map(
      (name) =>
        html`<label class="row">
          <input
            type="checkbox"
            name=${name}
            .checked=${matching[name]}
            @change=${({ target }: Event) => setMatching({ [name]: (target as HTMLInputElement).checked })}
          />
          ${WEIGHTS_TABLE[name].text[language]}
        </label>`,
    )}
    <div role="status">
      ${
        state.network.weights
          ? html`<p>${words.model.weights[state.network.weights.share](state.network.weights.name)}</p>
              ${state.network.weights.skipped.map((each) => html`<p>${marked(say(each))}</p>`)}`
          : nothing
      }
    </div>
  </fieldset>`;
}

/** The model that the reader loaded, and what its file has. */
function loaded(one: TrainerModel, { state, words, format, say }: ModelView): TemplateResult {
  const sentence = one.isFitted ? words.model.fitted : words.model.loaded;
  const startsFrom = one.isFitted ? words.model.startsFromFitted : words.model.startsFromLoaded;
  const hasOtherWeights = state.network.loads.some(({ isBeforeFit }) => !isBeforeFit);
  const classes = format.list(one.classes.map((name) => format.className(name)));
  return html`<div class="row">
      <p role="status">${sentence(one.name, classes)} ${hasOtherWeights ? nothing : startsFrom}</p>
      <button type="button" ?disabled=${state.busy} @click=${() => state.network.unload()}>
        ${words.model.forget}
      </button>
    </div>
    <details class="model-facts">
      <summary>${words.model.facts}</summary>
      <ul part="model-facts">
        ${one.facts.map(({ name, value }) => html`<li>${say(name)}: ${marked(say(value))}</li>`)}
      </ul>
      <pre tabindex="0" role="group" aria-label=${words.model.layers}>${one.summary}</pre>
    </details>`;
}

const LOADED_EXTENSIONS = READABLE_FORMATS.flatMap(({ extensions }) => extensions);

/** Says where saved files open, and which files can be loaded. */
function formatHint({ words, language, format }: ModelView): string {
  const opens = WRITABLE_FORMATS.map(({ extensions, opensIn }) =>
    words.model.opens(extensions[0], opensIn[language]),
  );
  return [...opens, words.model.loads(format.list(LOADED_EXTENSIONS))].join(' ');
}

function formatChoice({ state, words }: ModelView): TemplateResult {
  return html`<select
    aria-label=${words.model.format}
    @change=${({ target }: Event) => (state.format = (target as HTMLSelectElement).value as WritableFormat)}
  >
    ${WRITABLE_FORMATS.map(
      ({ id, extensions: [name] }) =>
        html`<option value=${id} .selected=${id === state.format}>${name}</option>`,
    )}
  </select>`;
}

/** Downloads the model as a file. */
async function download(state: TrainerState): Promise<void> {
  const { format } = state;
  const blob = await state.save(format).catch(() => null);
  if (!blob) return;
  saveFile(blob, `pupila-model${writableFormat(format).extensions[0]}`);
}
