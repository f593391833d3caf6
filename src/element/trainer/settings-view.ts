/** The settings form. It writes to the element's properties, so that attributes and form cannot differ. */
import { type TemplateResult, html, nothing } from 'lit';
import type { SessionInputs } from '../../index';
import type { Sentence } from '../../options/option-row';
import type { Locale } from '../../i18n/locale';
import type { PictureShape } from '../../core/picture-shape';
import { sizeText } from '../../core/size-text';
import type { Translation } from '../../i18n/catalogue';
import type { shared } from '../../i18n/en/shared';
import { checkedField } from '../checked-field';
import { brokenRule, fieldText, numberIn, numberKind } from '../number-rule';
import type { Context } from './context';
import { SETTINGS, type Setting, type SettingName, type TrainerSettings, runOptimizer } from './settings';

/** Arguments of `renderSettings`. */
export interface SettingsView extends Context {
  language: Locale;
  settings: TrainerSettings;
  rules: Translation<typeof shared>['rules'];
  /** Shape of the network's pictures. Null: it has no fixed size. */
  shape: PictureShape | null;
  /** Optimizer of the loaded model's file. Null: none. */
  optimizer: SessionInputs['optimizer'];
  set<K extends SettingName>(name: K, value: TrainerSettings[K]): void;
}

/** Renders all fields. */
export function renderSettings(view: SettingsView): TemplateResult {
  return html`<div class="fields">${SETTINGS.map((setting) => renderField(view, setting))}</div>`;
}

function renderField(view: SettingsView, setting: Setting): TemplateResult {
  const { kind } = setting.row;
  if (kind === 'size' && view.shape) return sizeField(setting.field.label[view.language], view.shape);
  if (kind === 'choice') return choiceField(view, setting);
  if (kind === 'callbacks' || kind === 'schedule' || kind === 'loss') return textField(view, setting);
  return kind === 'augmentation' ? augmentationField(view, setting) : numberField(view, setting);
}

/** Returns the value that a run will use for a number or a choice, also if nothing is set. */
function resolvedValue(view: SettingsView, name: SettingName): string | number | null {
  // Training refuses the file's optimizer until the reader chooses one.
  if (name === 'optimizer' && view.settings.optimizer === null && view.optimizer?.name === null) return '';
  const chosen: Partial<TrainerSettings> = runOptimizer(view.settings, view.optimizer);
  return (chosen[name] ?? view.settings[name]) as string | number | null;
}

function numberField(view: SettingsView, { name, row, field }: Setting): TemplateResult {
  const { language, settings, rules, format } = view;
  const optional = row.default === null;
  const empty =
    field.empty?.[language] ??
    (optional ? textOf(resolvedValue(view, name), (value) => format.significant(value)) : undefined);
  const size = row.kind === 'size' ? { integer: true, min: 1 } : {};
  const rule = { ...row, integer: row.kind === 'integer', optional, ...size };
  return html`${checkedField({
    ...numberKind(rule.integer),
    name,
    min: rule.min ?? rule.above,
    max: rule.max ?? rule.below,
    placeholder: empty,
    value: textOf(settings[name] as number | null, fieldText),
    check: (text) => brokenRule(text, rule, rules, format),
    set: (text) => view.set(name, text === '' ? null : numberIn(text)),
    place: (input, broken) =>
      html`<div class="checked">
        <label class="field">
          <span
            >${field.label[language]}${
              field.hint ? html` <small class="muted">${field.hint[language]}</small>` : nothing
            }</span
          >
          ${input}
        </label>
        ${broken}
      </div>`,
  })}`;
}

const textOf = (value: number | string | null, write: (value: number) => string): string =>
  typeof value === 'number' ? write(value) : '';

/** Shows the network's fixed size, read-only. */
function sizeField(label: string, [height, width]: PictureShape): TemplateResult {
  const size = height === width ? String(height) : sizeText(height, width);
  return html`<label class="field">
    <span>${label}</span>
    <input type="text" name="targetSize" readonly .value=${size} />
  </label>`;
}

function choiceField(view: SettingsView, { name, row, field }: Setting): TemplateResult {
  const { language } = view;
  const texts = (row.choices ?? []).map((value): [string, string] => {
    const text: Sentence | string = field.choices?.[value] ?? value;
    return [value, typeof text === 'string' ? text : text[language]];
  });
  const chosen = String(resolvedValue(view, name));
  if (chosen === '') texts.unshift(['', '']);
  return selectField(field.label[language], chosen, texts, (value) => view.set(name, value));
}

/** The page's own ImageDataGenerator options appear as 'custom', which the reader cannot select. */
function augmentationField(view: SettingsView, { name, field }: Setting): TemplateResult {
  const { augment } = view.settings;
  const { augmentCourse, augmentNone, augmentCustom } = view.words.settings;
  const isNamed = typeof augment === 'string';
  const texts: [string, string][] = [
    ['course', augmentCourse],
    ['none', augmentNone],
  ];
  if (!isNamed) texts.push(['custom', augmentCustom]);
  return selectField(field.label[view.language], isNamed ? augment : 'custom', texts, (value) => {
    if (value !== 'custom') view.set(name, value);
  });
}

/** A text: callbacks or a schedule, as names with arguments or as JSON. */
function textField(view: SettingsView, { name, field }: Setting): TemplateResult {
  const value = view.settings[name];
  const text = typeof value === 'string' ? value : value && JSON.stringify(value);
  return html`<label class="field">
    <span>${field.label[view.language]}</span>
    <input
      type="text"
      name=${name}
      placeholder=${field.empty?.[view.language] ?? nothing}
      .value=${text ?? ''}
      @change=${({ target }: Event) => view.set(name, (target as HTMLInputElement).value || null)}
    />
  </label>`;
}

function selectField(
  label: string,
  chosen: string,
  texts: readonly (readonly [value: string, text: string])[],
  change: (value: string) => void,
): TemplateResult {
  return html`<label class="field">
    <span>${label}</span>
    <select @change=${({ target }: Event) => change((target as HTMLSelectElement).value)}>
      ${texts.map(
        ([value, text]) => html`<option value=${value} .selected=${value === chosen}>${text}</option>`,
      )}
    </select>
  </label>`;
}
