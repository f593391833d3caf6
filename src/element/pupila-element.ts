/**
 * What all elements have in common: language, theme, shared style. Importing this file without a DOM does nothing
 * (Lit stands in for `HTMLElement` there), so that a page can be rendered on a server.
 */
import { LitElement, type PropertyDeclarations, type TemplateResult, nothing } from 'lit';
import type { Catalogue, Translation } from '../i18n/catalogue';
import { shared as en } from '../i18n/en/shared';
import { shared as es } from '../i18n/es/shared';
import { type Formats, formatsOf, localeOf } from '../i18n/locale';
import { renderCode } from './code-fold';
import { renderError } from './error-view';
import { SHARED_STYLE } from './shared-style';

/** Connected elements; all follow the page's language. */
const connected = new Set<PupilaElement>();
let watcher: MutationObserver | null = null;

/**
 * An element of Pupila's.
 *
 * @attr {string} locale - BCP 47 tag; default: the page's `<html lang>`, else the browser's language.
 * @attr {'light'|'dark'} theme - Default: what the reader's system prefers.
 *
 * @csspart error - What did not work.
 *
 * @cssprop --pupila-ink - Text.
 * @cssprop --pupila-muted - Text that stands back.
 * @cssprop --pupila-paper - Background.
 * @cssprop --pupila-card - Background of panels.
 * @cssprop --pupila-line - Lines that only divide.
 * @cssprop --pupila-outline - Edges of controls.
 * @cssprop --pupila-accent - The data's path: main button, training curves, focus.
 * @cssprop --pupila-on-accent - Text on the accent.
 * @cssprop --pupila-signal - Validation curves, confused cells.
 * @cssprop --pupila-error - What did not work.
 * @cssprop --pupila-radius - Of corners.
 * @cssprop --pupila-font - Font family.
 * @cssprop --pupila-font-size - Size of the text.
 */
export class PupilaElement extends LitElement {
  static override styles = [SHARED_STYLE];
  static override properties: PropertyDeclarations = {
    locale: { type: String },
    theme: { type: String, reflect: true },
  };

  /** BCP 47 tag; null: the page's language, else the browser's. */
  declare locale: string | null;
  /** Null: what the reader's system prefers. */
  declare theme: 'light' | 'dark' | null;

  constructor() {
    super();
    this.locale = null;
    this.theme = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    connected.add(this);
    watcher ??= watchLanguage();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    connected.delete(this);
  }

  /** The tag in force. */
  protected get language(): string {
    const page = globalThis.document?.documentElement?.lang;
    return this.locale || page || globalThis.navigator?.language || 'en';
  }

  /** Numbers, times and lists in the language in force. */
  protected get format(): Formats {
    return formatsOf(this.language);
  }

  /** The texts in the language in force. */
  protected text<T>(catalogue: Catalogue<T>): Translation<T> {
    return catalogue[localeOf(this.language)];
  }

  /** Python that does the same as what is set up here, folded away. */
  protected codeFold(code: string): TemplateResult {
    return renderCode(code, this.text({ en, es }));
  }

  /** What went wrong, in the language in force. @param said A sentence that says more than the error's code. */
  protected errorView(error: Error | null, said?: string): TemplateResult | typeof nothing {
    return error ? renderError(error, this.text({ en, es }), said) : nothing;
  }

  /** How a network has to end to be trained on so many classes. */
  protected outputRule(classes: number): string {
    const { endsForTwo, endsFor } = this.text({ en, es });
    return classes === 2 ? endsForTwo : endsFor(this.format.integer(classes));
  }

  /** Sends an event that bubbles and leaves the shadow tree. */
  protected emit(type: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }
}

function watchLanguage(): MutationObserver {
  const observer = new MutationObserver(() => connected.forEach((element) => element.requestUpdate()));
  observer.observe(document.documentElement, { attributeFilter: ['lang'] });
  return observer;
}

/** Registers an element, once, where there is a DOM. */
export function define(name: string, constructor: CustomElementConstructor): void {
  if (globalThis.customElements && !customElements.get(name)) customElements.define(name, constructor);
}
