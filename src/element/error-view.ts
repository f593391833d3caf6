/** Renders an error for the reader. */
import { type TemplateResult, html, nothing } from 'lit';
import type { Translation } from '../i18n/catalogue';
import type { shared } from '../i18n/en/shared';
import { ReaderError } from './reader-error';

/**
 * Renders the error in the reader's language, if it has a code with a translation, and the English message below.
 *
 * @param sentence Overrides the sentence for the error's code.
 */
export function renderError(
  error: Error,
  words: Translation<typeof shared>,
  sentence?: string,
): TemplateResult {
  const code = (error as { code?: string }).code ?? '';
  const codeSentence = Object.entries(words.errors).find(([name]) => name === code)?.[1];
  const shownSentence = error instanceof ReaderError ? error.say(words) : (sentence ?? codeSentence);
  const hasDetail = shownSentence && !(error instanceof ReaderError);
  return html`<div role="alert" part="error" class="trouble">
    <p class="error">${shownSentence ?? error.message}</p>
    ${hasDetail ? html`<p class="detail">${words.detail} <span lang="en">${error.message}</span></p>` : nothing}
  </div>`;
}
