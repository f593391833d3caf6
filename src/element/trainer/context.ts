/** What the parts of an element's view are given: texts and formats of the language in force. */
import type { Translation } from '../../i18n/catalogue';
import type { trainer } from '../../i18n/en/trainer';
import type { Formats } from '../../i18n/locale';

/** The texts of `<pupila-trainer>`. */
export type Words = Translation<typeof trainer>;

/** For `render…` functions. */
export interface Context {
  words: Words;
  format: Formats;
}
