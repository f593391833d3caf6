/** Messages in the reader's language. The Spanish templates load when the first message is shown. */
import { type Message, textOf } from '../core/message';
import type { Locale } from '../i18n/locale';
import { type Templates, translate } from '../i18n/translate';

let spanish: Templates | null = null;
let loading: Promise<void> | null = null;

/**
 * Returns a message in a language, or '' while its templates load. A plain text stays as it is.
 *
 * @param loaded Called when the templates have loaded.
 */
export function say(message: Message | string, locale: Locale, loaded: () => void): string {
  if (typeof message === 'string' || locale === 'en') return textOf(message);
  if (spanish) return translate(message, spanish);
  loading ??= import('../i18n/es/messages/index')
    .then(({ messages }) => messages)
    // Without the file, the English text is better than none.
    .catch(() => ({}))
    .then((templates) => void (spanish = templates));
  void loading.then(loaded);
  return '';
}
