/** Python that does the same as what is set up here, folded away, with a button that copies it. */
import { type TemplateResult, html } from 'lit';
import type { Translation } from '../i18n/catalogue';
import type { shared } from '../i18n/en/shared';

export function renderCode(code: string, words: Translation<typeof shared>): TemplateResult {
  const copy = async ({ target }: Event): Promise<void> => {
    const status = (target as HTMLElement).nextElementSibling as HTMLElement;
    status.textContent = (await copied(code)) ? words.copied : words.notCopied;
  };
  return html`<details class="code">
    <summary>${words.code}</summary>
    <pre tabindex="0" role="group" aria-label=${words.code}>${code}</pre>
    <p class="row"><button class="small" @click=${copy}>${words.copy}</button><span role="status"></span></p>
  </details>`;
}

/** Whether a text could be copied: a page that is not secure has no clipboard at all. */
export async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
