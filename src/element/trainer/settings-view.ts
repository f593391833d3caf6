/** The settings form. It writes to the element's properties, so that attributes and form cannot differ. */
import { type TemplateResult, html, nothing } from 'lit';
import type { SessionInputs } from '../../index';
import type { Sentence } from '../../options/option-row';
import type { Locale } from '../../i18n/locale';
import type { PictureShape } from '../../core/picture-shape';
import { sizeText } from '../../core/size-text';
import type { Translation } from '../../i18n/catalogue';
import type { shared } from '../../i18n/en/shared';
import { type CheckedField, type Refusals, checkedField } from '../checked-field';
import { brokenRule, fieldText, numberIn, numberKind } from '../number-rule';
import type { Context } from './context';
import {
  SETTINGS,
  type Setting,
  type SettingName,
  type TrainerSettings,
  runOptimizer,
  takesSetting,
} from './settings';
import type * as TextRules from './text-rules';
import type { TextSetting } from './text-rules';

/** Arguments of `renderSettings`. */
export interface SettingsView extends Context {
  language: Locale;
  settings: TrainerSettings;
  rules: Translation<typeof shared>['rules'];
  /** Shape of the network's pictures. Null: it has no fixed size. */
  shape: PictureShape | null;
  /** Optimizer of the loaded model's file. Null: none. */
  optimizer: SessionInputs['optimizer'];
  /** Loss of the loaded model's file. Null: none. */
  loss: NonNullable<SessionInputs['loss']> | null;
  /** Texts of fields that break their rule. */
  refusals: Refusals;
  /** Null while it loads. */
  textRules: typeof TextRules | null;
  set<K extends SettingName>(name: K, value: TrainerSettings[K]): void;
  /** Called after each edit of a field with a rule. */
  edited(): void;
}

/** Renders all fields. */
export function renderSettings(view: SettingsView): TemplateResult {
  return html`<div class="fields">${SETTINGS.map((setting) => renderField(view, setting))}</div>`;
}

function renderField(view: SettingsView, setting: Setting): TemplateResult {
  const { kind } = setting.row;
  if (kind === 'size' && view.shape)
    return sizeField(setting.field.label[view.language], view.words.settings.sizeOfNetwork, view.shape);
  if (kind === 'choice') return choiceField(view, setting);
  if (isTextKind(kind)) return textField(view, setting, kind);
  return kind === 'augmentation' ? augmentationField(view, setting) : numberField(view, setting);
}

const TEXT_KINDS = [
  'callbacks',
  'schedule',
  'loss',
  'classWeight',
  'validationFreq',
  'metrics',
] satisfies TextSetting[];

const isTextKind = (kind: string): kind is TextSetting => (TEXT_KINDS as string[]).includes(kind);

/** Returns the value that a run will use for a number or a choice, also if nothing is set. */
function resolvedValue(
  { settings, optimizer, textRules }: SettingsView,
  name: SettingName,
): string | number | null {
  // Training refuses the file's optimizer until the reader chooses one.
  if (name === 'optimizer' && settings.optimizer === null && optimizer?.name === null) return '';
  const valid = textRules?.withValidTexts(settings) ?? { ...settings, schedule: null };
  const chosen: Partial<TrainerSettings> = runOptimizer(valid, optimizer);
  return (chosen[name] ?? settings[name]) as string | number | null;
}

/** Returns what an empty field means: the value that a run then uses, or a word. */
function emptyText(view: SettingsView, { name, row, field }: Setting): string | undefined {
  if (row.default !== null) return undefined;
  if (name === 'loss' && view.loss?.name) return view.loss.name;
  const unset = { ...view, settings: { ...view.settings, [name]: null } };
  const value = textOf(resolvedValue(unset, name), (number) => view.format.significant(number));
  return value || field.empty?.[view.language];
}

function numberField(view: SettingsView, setting: Setting): TemplateResult {
  const { settings, rules, format } = view;
  const { name, row } = setting;
  const size = row.kind === 'size' ? { integer: true, min: 1 } : {};
  const rule = { ...row, integer: row.kind === 'integer', optional: row.default === null, ...size };
  return renderChecked(view, setting, {
    ...numberKind(rule.integer),
    min: rule.min ?? rule.above,
    max: rule.max ?? rule.below,
    value: textOf(settings[name] as number | null, (number) => fieldText(number, format)),
    check: (text) => brokenRule(text, rule, rules, format),
    set: (text) => view.set(name, text === '' ? null : numberIn(text)),
  });
}

/** Renders a checked field with its label. One that the run does not take is empty and disabled. */
function renderChecked(
  view: SettingsView,
  setting: Setting,
  checked: Omit<CheckedField, 'name' | 'place'>,
): TemplateResult {
  const { language, refusals } = view;
  const { name, field } = setting;
  const isTaken = takesSetting(setting, view.settings, view.optimizer);
  return html`${checkedField({
    ...checked,
    name,
    refusals,
    edited: () => view.edited(),
    ...(isTaken
      ? { placeholder: emptyText(view, setting) }
      : { value: '', disabled: true, placeholder: '—' }),
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
function sizeField(label: string, hint: string, [height, width]: PictureShape): TemplateResult {
  const size = height === width ? String(height) : sizeText(height, width);
  return html`<label class="field">
    <span>${label} <small class="muted">${hint}</small></span>
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

/** A text: names with arguments, or JSON. */
function textField(view: SettingsView, setting: Setting, name: TextSetting): TemplateResult {
  const { settings, textRules, say } = view;
  const value = settings[name];
  const text = value === null || typeof value === 'string' ? value : JSON.stringify(value);
  return renderChecked(view, setting, {
    value: text ?? '',
    check: (typed) => {
      // The start checks what is typed before the rules are loaded.
      const rule = textRules?.brokenTextRule(name, typed.trim() || null) ?? null;
      return rule && say(rule);
    },
    set: (typed) => view.set(name, typed.trim() || null),
    suggestions: textRules?.SUGGESTIONS[name] ?? [],
  });
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
