/** An error as the reader sees it. */
import { type TemplateResult, html, nothing } from 'lit';
import type { Translation } from '../i18n/catalogue';
import type { shared } from '../i18n/en/shared';
import { ReaderError } from './reader-error';

/**
 * What happened, in the reader's language where the error has a code; below it what exactly was wrong, in English.
 *
 * @param sentence A sentence that says more than the error's code.
 */
export function renderError(
  error: Error,
  words: Translation<typeof shared>,
  sentence?: string,
): TemplateResult {
  const code = (error as { code?: string }).code ?? '';
  const ofCode = Object.entries(words.errors).find(([name]) => name === code)?.[1];
  const said = error instanceof ReaderError ? error.say(words) : (sentence ?? ofCode);
  const detail = said && !(error instanceof ReaderError);
  return html`<div role="alert" part="error" class="trouble">
    <p class="error">${said ?? error.message}</p>
    ${detail ? html`<p class="detail">${words.detail} <span lang="en">${error.message}</span></p>` : nothing}
  </div>`;
}
