/**
 * The settings that `<pupila-trainer>` has as attributes, properties and in its form: the rows of the table of options that
 * have an `element` part. A new one there is one here.
 */
import type { PropertyDeclarations } from 'lit';
import type { SessionInputs, TrainingOptions } from '../../index';
import type { InputSize } from '../model-input';
import { resolveRunOptimizer } from '../../options/optimizer-config';
import { type ElementField, type TRAINING_TABLE, trainingOptionEntries } from '../../options/training-table';
import { COURSE_AUGMENTATION, type GeneratorOptions, trainingCode } from '../../network/training-code';

type Table = typeof TRAINING_TABLE;
type ElementOption = {
  [K in keyof Table]: Table[K] extends { element: ElementField } ? K : never;
}[keyof Table];
type Value<K extends ElementOption> =
  NonNullable<TrainingOptions[K]> | (Table[K]['default'] extends null ? null : never);

/** Plain values by property; null where the library decides. */
export type TrainerSettings = {
  [K in Exclude<ElementOption, 'targetSize' | 'augmentation'>]: Value<K>;
} & {
  /** Height and width in pixels. */
  targetSize: number;
  augment: Value<'augmentation'>;
};
export type SettingName = keyof TrainerSettings;

/** One setting: the option that it sets, its property and attribute, and what the table says. */
export interface Setting {
  option: ElementOption;
  name: SettingName;
  attribute: string;
  row: ReturnType<typeof trainingOptionEntries>[number][1];
  field: ElementField;
}

/** All settings, in the order of the form. */
export const SETTINGS: readonly Setting[] = trainingOptionEntries().flatMap(([option, row]) =>
  row.element
    ? {
        option: option as ElementOption,
        name: (row.flag ?? option) as SettingName,
        attribute: (row.flag ?? option).replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
        row,
        field: row.element,
      }
    : [],
);

/** The library's defaults, or the element's own. */
export const DEFAULTS = Object.fromEntries(
  SETTINGS.map(({ name, row, field }) => [
    name,
    field.default ?? (row.kind === 'size' ? (row.default as number[])[0] : row.default),
  ]),
) as Readonly<TrainerSettings>;

/** For Lit. */
export const SETTING_PROPERTIES: PropertyDeclarations = Object.fromEntries(
  SETTINGS.map(({ name, attribute, row }) => [
    name,
    { attribute, type: ['integer', 'number', 'size'].includes(row.kind) ? Number : String },
  ]),
);

/** By the number of channels. */
const COLOR_MODES: Readonly<Record<number, TrainingOptions['colorMode']>> = {
  1: 'grayscale',
  3: 'rgb',
  4: 'rgba',
};

/** Options of a session. The library checks them. @param size What the network takes; null: as the settings say. */
export function trainingOptions(settings: TrainerSettings, size: InputSize | null): TrainingOptions {
  const given = SETTINGS.map(({ option, name }) => [option, settings[name]]).filter(
    ([, value]) => value !== null,
  );
  const { targetSize } = settings;
  const colorMode = size && COLOR_MODES[size.channels];
  return {
    ...Object.fromEntries(given),
    targetSize: size ? [size.height, size.width] : [targetSize, targetSize],
    ...(colorMode && { colorMode }),
  };
}

/**
 * `compile` and `fit` with these settings, in Python.
 *
 * @param classes Of the data; null: not known yet.
 * @param size What the network takes; null: as the settings say.
 * @param saved The optimizer of a loaded model's file; null: none.
 */
export function fitCode(
  settings: TrainerSettings,
  classes: number | null,
  size: InputSize | null,
  saved: SessionInputs['optimizer'] = null,
): string {
  const { augment, targetSize, batchSize, epochs, stepsPerEpoch, validationSteps } = settings;
  const presets = { course: COURSE_AUGMENTATION, none: { rescale: COURSE_AUGMENTATION.rescale } };
  return trainingCode({
    augmentation: typeof augment === 'string' ? presets[augment] : (augment as unknown as GeneratorOptions),
    targetSize: size?.height ?? targetSize,
    batchSize,
    classes,
    ...resolveRunOptimizer(settings, saved),
    epochs,
    stepsPerEpoch,
    validationSteps,
  });
}
