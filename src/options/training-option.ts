/** What a row of the table of a run's options contains. */
import type { OptionRow, Sentence } from './option-row';

/** Commands of the command line, and tasks of the headless API, that take options of a run. */
export type OptionCommand = 'train' | 'batches' | 'preview' | 'evaluate' | 'predict' | 'summary' | 'info';

/** Calls in Keras code for a run. */
export type KerasCall = 'flow_from_directory' | 'fit';

/** One option of a run. */
export interface TrainingOption extends OptionRow {
  readonly kind: Exclude<OptionRow['kind'], 'folder' | 'signal'>;
  /** Name on the command line. Default: the option's name in kebab-case. */
  readonly flag?: string;
  /** What the option applies to. Other commands refuse it. */
  readonly commands: readonly OptionCommand[];
  /** Commands whose flag is not made from this row: it is written by hand, or only the API has the option. */
  readonly withoutFlag?: readonly OptionCommand[];
  /** The call that takes the option in Keras code for a run. Absent if the code does not have it. */
  readonly keras?: KerasCall;
  /** Attribute, property and form field of `<pupila-trainer>`. Absent if the element does not have the option. */
  readonly element?: ElementField;
}

/** An option in `<pupila-trainer>`. */
export interface ElementField {
  readonly label: Sentence;
  /** Overrides the table's default. */
  readonly default?: unknown;
  /** Placeholder: what an empty field means. */
  readonly empty?: Sentence;
  /** Note next to the label. */
  readonly hint?: Sentence;
  /** Labels of the choices. Default: their values. */
  readonly choices?: Readonly<Record<string, Sentence | string>>;
}
