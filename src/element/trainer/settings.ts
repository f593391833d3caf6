/**
 * The settings of `<pupila-trainer>`, as attributes, properties and form fields: the rows of the table of options with
 * an `element` member.
 */
import type { PropertyDeclarations } from 'lit';
import type { SessionInputs, TrainingOptions } from '../../index';
import { kebabCase } from '../../core/spelling';
import { readNamedChoice } from '../../options/named-choice';
import { OPTIMIZERS } from '../../options/optimizer-config';
import {
  type RunOptimizer,
  resolveRunOptimizer,
  runOptimizerName,
  takesOption,
} from '../../options/run-optimizer';
import type { ElementField } from '../../options/training-option';
import { type TRAINING_TABLE, trainingOptionEntries } from '../../options/training-table';

type Table = typeof TRAINING_TABLE;
type ElementOption = {
  [K in keyof Table]: Table[K] extends { element: ElementField } ? K : never;
}[keyof Table];

type Value<K extends ElementOption> =
  NonNullable<TrainingOptions[K]> | (Table[K]['default'] extends null ? null : never);

/** The settings as properties of the element. Null: the library's default. docs/options.md explains them. */
export type TrainerSettings = {
  [K in Exclude<ElementOption, 'targetSize' | 'augmentation'>]: Value<K>;
} & {
  /** Height and width in pixels. */
  targetSize: number;
  augment: Value<'augmentation'>;
};
/** Name of a setting. */
export type SettingName = keyof TrainerSettings;

/** One setting: its option, property and attribute, and its row of the table. */
export interface Setting {
  option: ElementOption;
  name: SettingName;
  attribute: string;
  row: ReturnType<typeof trainingOptionEntries>[number][1];
  field: ElementField;
}

/** All settings, in form order. */
export const SETTINGS: readonly Setting[] = trainingOptionEntries().flatMap(([option, row]) =>
  row.element
    ? {
        option: option as ElementOption,
        name: (row.flag ?? option) as SettingName,
        attribute: kebabCase(row.flag ?? option),
        row,
        field: row.element,
      }
    : [],
);

/** The library's defaults, some overridden by the element. */
export const DEFAULTS = Object.fromEntries(
  SETTINGS.map(({ name, row, field }) => [
    name,
    field.default ?? (row.kind === 'size' ? (row.default as number[])[0] : row.default),
  ]),
) as Readonly<TrainerSettings>;

/**
 * Returns the settings of an element. A property that is null, as after its attribute was removed, or undefined has its
 * default. Copies by name: the properties are accessors, so a spread would skip them.
 */
export function settingsOf(properties: Readonly<TrainerSettings>): TrainerSettings {
  const values = SETTINGS.map(({ name }) => [name, properties[name] ?? DEFAULTS[name]]);
  return Object.fromEntries(values) as TrainerSettings;
}

/** Property declarations for Lit. */
export const SETTING_PROPERTIES: PropertyDeclarations = Object.fromEntries(
  SETTINGS.map(({ name, attribute, row }) => [
    name,
    { attribute, type: ['integer', 'number', 'size'].includes(row.kind) ? Number : String },
  ]),
);

/** Whether a run takes a setting: an optimizer has no use for arguments of others. An unknown optimizer takes all. */
export function takesSetting(
  { option }: Setting,
  settings: TrainerSettings,
  saved: SessionInputs['optimizer'],
): boolean {
  const optimizer = runOptimizerName(settings.optimizer, saved);
  return !(optimizer in OPTIMIZERS) || takesOption(optimizer, option);
}

/**
 * Returns the options of a run, unchecked. Settings that its optimizer does not take are left out.
 *
 * @param brought Options that the network brings. They replace those of the settings; its augmentation replaces the
 * course's only.
 * @param saved Optimizer of the model's file. Null: none.
 */
export function trainingOptions(
  settings: TrainerSettings,
  brought: TrainingOptions,
  saved: SessionInputs['optimizer'],
): TrainingOptions {
  const values = SETTINGS.filter(
    (setting) => settings[setting.name] !== null && takesSetting(setting, settings, saved),
  ).map(({ option, name }): [string, unknown] => [option, settings[name]]);
  const { augment, targetSize } = settings;
  return {
    ...Object.fromEntries(values),
    targetSize: [targetSize, targetSize],
    ...brought,
    augmentation: augment === 'course' ? (brought.augmentation ?? augment) : augment,
  };
}

/**
 * Returns the optimizer options that a run with these settings has. An unknown optimizer counts as not set.
 *
 * @param settings With a valid schedule.
 */
export function runOptimizer(settings: TrainerSettings, saved: SessionInputs['optimizer']): RunOptimizer {
  const schedule = readNamedChoice(settings.schedule) ?? null;
  const optimizer = settings.optimizer && settings.optimizer in OPTIMIZERS ? settings.optimizer : null;
  return resolveRunOptimizer(
    { globalClipnorm: null, clipvalue: null, ...settings, optimizer, schedule },
    saved,
  );
}
