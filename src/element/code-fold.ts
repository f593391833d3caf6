/** A collapsed block with the equivalent Python code and a copy button. */
import { type TemplateResult, html } from 'lit';
import type { Translation } from '../i18n/catalogue';
import type { shared } from '../i18n/en/shared';

export function renderCode(code: string, words: Translation<typeof shared>): TemplateResult {
  const copy = async ({ target }: Event): Promise<void> => {
    const status = (target as HTMLElement).nextElementSibling as HTMLElement;
    status.textContent = (await copyText(code)) ? words.copied : words.notCopied;
  };
  return html`<details class="code">
    <summary>${words.code}</summary>
    <pre tabindex="0" role="group" aria-label=${words.code}>${code}</pre>
    <p class="row"><button class="small" @click=${copy}>${words.copy}</button><span role="status"></span></p>
  </details>`;
}

/** Copies a text. Returns false on failure: an insecure page has no clipboard. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
