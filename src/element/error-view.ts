/** Renders an error for the reader. */
import { type TemplateResult, html, nothing } from 'lit';
import type { PupilaError } from '../core/errors';
import type { Message } from '../core/message';
import type { Translation } from '../i18n/catalogue';
import type { shared } from '../i18n/en/shared';
import type { Formats } from '../i18n/locale';
import { marked } from './marked';
import { ReaderError } from './reader-error';

/**
 * Renders the sentence for the error's code in the reader's language, and the error's message below. A message that
 * cannot be translated, such as one from the browser, is marked as English.
 *
 * @param say Returns a message in the reader's language; '' while the language loads.
 * @param sentence Overrides the sentence for the error's code.
 */
export function renderError(
  error: Error,
  words: Translation<typeof shared>,
  format: Formats,
  say: (message: Message) => string,
  sentence?: string,
): TemplateResult {
  const { code, translatable = null } = error as Partial<PupilaError>;
  const codeSentence = Object.entries(words.errors).find(([name]) => name === code)?.[1];
  const title =
    error instanceof ReaderError
      ? error.say(words, format)
      : (sentence ?? codeSentence ?? words.errors.internal);
  const detail = translatable ? say(translatable) : error.message;
  const shown = translatable ? marked(detail) : html`<span lang="en">${detail}</span>`;
  const hasDetail = detail !== '' && !(error instanceof ReaderError);
  return html`<div role="alert" part="error" class="trouble">
    <p class="error">${title}</p>
    ${hasDetail ? html`<p class="detail">${words.detail} ${shown}</p>` : nothing}
  </div>`;
}
