/** An error as the reader sees it. */
import { type TemplateResult, html } from 'lit';
import type { Translation } from '../i18n/catalogue';
import type { shared } from '../i18n/en/shared';

/** What happened, in the reader's language where the error has a code; below it what exactly was wrong, in English. */
export function renderError(error: Error, words: Translation<typeof shared>): TemplateResult {
  const code = (error as { code?: string }).code ?? '';
  const said = Object.entries(words.errors).find(([name]) => name === code)?.[1];
  return html`<div role="alert" part="error" class="trouble">
    <p class="error">${said ?? error.message}</p>
    ${said && html`<p class="detail">${words.detail} <span lang="en">${error.message}</span></p>`}
  </div>`;
}
