/** What a row of a table of options contains, whichever function takes the option: types only. */
import type { Message } from '../core/message';

/** A text in both languages. */
export interface Sentence {
  readonly en: string;
  readonly es: string;
}

/** One option: its rule, its default, its texts. */
export interface OptionRow {
  readonly kind:
    | 'integer'
    | 'number'
    | 'choice'
    | 'switch'
    | 'size'
    | 'names'
    | 'augmentation'
    | 'callbacks'
    | 'schedule'
    | 'loss'
    | 'classWeight'
    | 'validationFreq'
    | 'metrics'
    | 'folder'
    | 'signal';
  /** Null if it depends on the data or the model's file, as option-texts.ts explains. Users may then also pass null. */
  readonly default: unknown;
  /** Inclusive bounds of a number. */
  readonly min?: number;
  readonly max?: number;
  /** Exclusive bounds of a number. */
  readonly above?: number;
  readonly below?: number;
  /** The rule in words. Default: derived from the bounds. */
  readonly says?: Message;
  /** For kind 'choice'. */
  readonly choices?: readonly string[];
  /** What any other text is, as a sentence: 'Unknown optimizer.' */
  readonly unknown?: Message;
  /** The choice that null, Python's None, stands for. */
  readonly nullMeans?: string;
  readonly unit?: 'ms' | 'bytes' | 'pixels';
}
