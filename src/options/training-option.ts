/** What a row of the table of options contains: types only. */

/** A text in both languages. */
export interface Sentence {
  readonly en: string;
  readonly es: string;
}

/** Commands of the command line that accept run options. */
export type OptionCommand = 'train' | 'batches' | 'preview' | 'evaluate' | 'predict' | 'summary' | 'info';

/** One option. */
export interface TrainingOption {
  readonly kind: 'integer' | 'number' | 'choice' | 'switch' | 'size' | 'names' | 'augmentation';
  /** Null if it depends on the data or the model's file, as `absent` explains. Users may then also pass null. */
  readonly default: unknown;
  /** Inclusive bounds of a number. */
  readonly min?: number;
  readonly max?: number;
  /** Exclusive bounds of a number. */
  readonly above?: number;
  readonly below?: number;
  /** The rule in words. Default: derived from the bounds. */
  readonly says?: string;
  /** For kind 'choice'. */
  readonly choices?: readonly string[];
  /** What the option does. */
  readonly text: Sentence;
  /** The default in words, if `default` alone does not describe it. */
  readonly absent?: Sentence;
  /** What `--no-…` does, for a 'switch' that is on by default. */
  readonly off?: Sentence;
  readonly unit?: 'ms' | 'bytes' | 'pixels';
  /** Name on the command line. Default: the option's name in kebab-case. */
  readonly flag?: string;
  readonly commands: readonly OptionCommand[];
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
  readonly step?: number | 'any';
  /** Labels of the choices. Default: their values. */
  readonly choices?: Readonly<Record<string, Sentence | string>>;
}
