/**
 * Base class of all elements: language, theme, shared style. Safe to import without a DOM, where Lit provides a stub of
 * `HTMLElement`, so that pages can be rendered on a server.
 */
import { LitElement, type PropertyDeclarations, type TemplateResult, html, nothing } from 'lit';
import type { Message } from '../core/message';
import type { Catalogue, Translation } from '../i18n/catalogue';
import { shared as en } from '../i18n/en/shared';
import { shared as es } from '../i18n/es/shared';
import { type Formats, formatsOf, localeOf } from '../i18n/locale';
import { renderCode } from './code-fold';
import { downloadFrom } from './save-file';
import { renderError } from './error-view';
import { FocusKeeper } from './focus-keeper';
import { say } from './messages';
import { type PictureNotes, notesText } from './picture-notes';
import { PRINT_STYLE } from './print-style';
import { SHARED_STYLE } from './shared-style';

/** Connected elements, which re-render when the page's language changes or its messages have loaded. */
const connected = new Set<PupilaElement>();
let watcher: MutationObserver | null = null;

/**
 * Base class of Pupila's elements.
 *
 * @attr {string} locale - BCP 47 tag. Default: the page's `<html lang>`, else the browser's language.
 * @attr {'light'|'dark'} theme - Default: the system's preference.
 *
 * @csspart error - The error message.
 *
 * @cssprop --pupila-ink - Text colour.
 * @cssprop --pupila-muted - Colour of secondary text.
 * @cssprop --pupila-paper - Background.
 * @cssprop --pupila-card - Background of panels.
 * @cssprop --pupila-line - Dividing lines.
 * @cssprop --pupila-outline - Borders of controls.
 * @cssprop --pupila-accent - Main button, training curves, focus.
 * @cssprop --pupila-on-accent - Text on the accent colour.
 * @cssprop --pupila-signal - Validation curves, wrong cells of the confusion matrix.
 * @cssprop --pupila-error - Error messages.
 * @cssprop --pupila-radius - Corner radius.
 * @cssprop --pupila-font - Font family.
 * @cssprop --pupila-font-size - Font size.
 */
export class PupilaElement extends LitElement {
  static override styles = [SHARED_STYLE, PRINT_STYLE];
  static override properties: PropertyDeclarations = {
    locale: { type: String },
    theme: { type: String, reflect: true },
  };

  /** BCP 47 tag. Null: the page's language, else the browser's. */
  declare locale: string | null;
  /** Null: the system's preference. */
  declare theme: 'light' | 'dark' | null;

  constructor() {
    super();
    this.locale = null;
    this.theme = null;
    new FocusKeeper(this);
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

  /** @internal The current BCP 47 tag. */
  protected get language(): string {
    const page = globalThis.document?.documentElement?.lang;
    return this.locale || page || globalThis.navigator?.language || 'en';
  }

  /** @internal Formats for numbers, times and lists in the current language. */
  protected get format(): Formats {
    return formatsOf(this.language);
  }

  /** @internal Returns the texts in the current language. */
  protected text<T>(catalogue: Catalogue<T>): Translation<T> {
    return catalogue[localeOf(this.language)];
  }

  /** @internal Renders a collapsed block with Python code. @param code Null or undefined while its module loads. */
  protected codeFold(code: string | null | undefined): TemplateResult {
    return renderCode(code ?? '', this.text({ en, es }));
  }

  /** @internal Renders a button that downloads a data set. @param url Relative to the page. */
  protected downloadButton(url: string): TemplateResult {
    const { downloadPictures } = this.text({ en, es });
    const download = (): void => downloadFrom(url);
    return html`<div class="download">
      <button type="button" class="small" @click=${download}>${downloadPictures}</button>
    </div>`;
  }

  /** @internal Renders an error in the current language. @param sentence Overrides the sentence for the error's code. */
  errorView(error: Error | null, sentence?: string): TemplateResult | typeof nothing {
    return error ? renderError(error, this.text({ en, es }), this.format, this.say, sentence) : nothing;
  }

  /** @internal Returns a message in the current language; '' while the language loads. */
  protected readonly say = (message: Message | string): string =>
    say(message, localeOf(this.language), updateAll);

  /** @internal Renders what happens to any of the pictures that are shown. */
  protected pictureNotes(pictures: readonly PictureNotes[]): TemplateResult | typeof nothing {
    const text = notesText(pictures, this.text({ en, es }));
    return text ? html`<p class="notes">${text}</p>` : nothing;
  }

  /** @internal Returns the sentence about the last layer that a network needs for this number of classes. */
  protected outputRule(classes: number): string {
    const { endsForTwo, endsFor } = this.text({ en, es });
    return classes === 2 ? endsForTwo : endsFor(this.format.integer(classes));
  }

  /** @internal Dispatches an event that bubbles and crosses the shadow root. */
  protected emit(type: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }
}

const updateAll = (): void => connected.forEach((element) => element.requestUpdate());

function watchLanguage(): MutationObserver {
  const observer = new MutationObserver(updateAll);
  observer.observe(document.documentElement, { attributeFilter: ['lang'] });
  return observer;
}

/** Registers an element. Does nothing without a DOM or if the name is already registered. */
export function define(name: string, constructor: CustomElementConstructor): void {
  if (globalThis.customElements && !customElements.get(name)) customElements.define(name, constructor);
}
