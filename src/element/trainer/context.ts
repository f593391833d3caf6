/** Texts and formats in the current language, for the parts of a view. */
import type { Message } from '../../core/message';
import type { Translation } from '../../i18n/catalogue';
import type { trainer } from '../../i18n/en/trainer';
import type { Formats } from '../../i18n/locale';

/** The texts of `<pupila-trainer>`. */
export type Words = Translation<typeof trainer>;

/** Argument of the `render…` functions. */
export interface Context {
  words: Words;
  format: Formats;
  /** Returns a message in the current language; '' while the language loads. */
  say: (message: Message | string) => string;
}
