/** The settings of a run as a form. It writes to the element's own properties, so that markup and form are one. */
import { type TemplateResult, html, nothing } from 'lit';
import type { InputSize } from '../model-input';
import type { Context } from './context';
import type { TrainerSettings } from './settings';

/** What is shown and what answers. */
export interface SettingsView extends Context {
  settings: TrainerSettings;
  /** What the network takes, whatever the settings say; null: nothing of its own. */
  size: InputSize | null;
  set<K extends keyof TrainerSettings>(name: K, value: TrainerSettings[K]): void;
}

/** All fields. */
export function renderSettings(view: SettingsView): TemplateResult {
  const { words, settings, set, size } = view;
  const { augment } = settings;
  const w = words.settings;
  return html`<div class="fields">
    ${numberField(view, 'epochs', w.epochs, { min: 1 })}
    ${numberField(view, 'batchSize', w.batchSize, { min: 1 })}
    ${numberField(view, 'stepsPerEpoch', w.stepsPerEpoch, { min: 1, empty: w.allSteps })}
    ${numberField(view, 'validationSteps', w.validationSteps, { min: 1, empty: w.allSteps })}
    ${size ? sizeField(w.targetSize, size) : numberField(view, 'targetSize', w.targetSize, { min: 1 })}
    ${numberField(view, 'validationSplit', w.validationSplit, {
      min: 0,
      max: 0.9,
      step: 0.05,
      hint: w.validationHint,
    })}
    ${choiceField(
      w.optimizer,
      settings.optimizer,
      { adam: 'Adam', sgd: 'SGD', rmsprop: 'RMSprop' },
      (value) => set('optimizer', value),
    )}
    ${numberField(view, 'learningRate', w.learningRate, { min: 1e-9, step: 'any' })}
    ${choiceField(
      w.augment,
      typeof augment === 'string' ? augment : 'custom',
      {
        course: w.augmentCourse,
        none: w.augmentNone,
        ...(typeof augment === 'string' ? {} : { custom: w.augmentCustom }),
      },
      (value) => set('augment', value),
    )}
    ${numberField(view, 'seed', w.seed, { min: 0, max: 2 ** 32 - 1, empty: w.newSeed })}
    ${choiceField(
      w.backend,
      settings.backend,
      { auto: w.auto, wasm: 'WebAssembly', webgpu: 'WebGPU' },
      (value) => set('backend', value),
    )}
  </div>`;
}

/** Numbers that may be left out. */
const OPTIONAL = ['seed', 'stepsPerEpoch', 'validationSteps'] as const;
type OptionalName = (typeof OPTIONAL)[number];
type NumberName = 'epochs' | 'batchSize' | 'targetSize' | 'validationSplit' | 'learningRate' | OptionalName;
const isOptional = (name: NumberName): name is OptionalName => OPTIONAL.some((each) => each === name);

interface NumberLook {
  min: number;
  max?: number;
  step?: number | 'any';
  hint?: string;
  /** What no number means. */
  empty?: string;
}

function numberField(
  { settings, set }: SettingsView,
  name: NumberName,
  label: string,
  { min, max, step = 1, hint, empty }: NumberLook,
): TemplateResult {
  return html`<label class="field">
    <span>${label}${hint ? html` <small class="muted">${hint}</small>` : nothing}</span>
    <input
      type="number"
      name=${name}
      min=${min}
      max=${max ?? nothing}
      step=${step}
      placeholder=${empty ?? nothing}
      .value=${String(settings[name] ?? '')}
      @change=${({ target }: Event) => {
        const { value, valueAsNumber } = target as HTMLInputElement;
        if (isOptional(name)) set(name, value === '' ? null : valueAsNumber);
        else if (value !== '') set(name, valueAsNumber);
      }}
    />
  </label>`;
}

/** The network's own size, to be read. */
function sizeField(label: string, { height, width }: InputSize): TemplateResult {
  const size = height === width ? String(height) : `${height} × ${width}`;
  return html`<label class="field">
    <span>${label}</span>
    <input type="text" name="targetSize" readonly .value=${size} />
  </label>`;
}

function choiceField<T extends string>(
  label: string,
  chosen: T | 'custom',
  choices: Partial<Record<T | 'custom', string>>,
  change: (value: T) => void,
): TemplateResult {
  return html`<label class="field">
    <span>${label}</span>
    <select
      @change=${({ target }: Event) => {
        const { value } = target as HTMLSelectElement;
        if (value !== 'custom') change(value as T);
      }}
    >
      ${Object.entries(choices).map(
        ([value, text]) => html`<option value=${value} .selected=${value === chosen}>${text}</option>`,
      )}
    </select>
  </label>`;
}
