/**
 * The template of the lesson's page. The build also renders it into index.html, so that the text is there before any
 * script.
 */
import { type TemplateResult, html, nothing } from 'lit';
import type { Translation } from '../src/i18n/catalogue';
import type { lesson } from '../src/i18n/en/lesson';
import type { Locale } from '../src/i18n/locale';
import { type Theme, THEMES } from './preferences';
import { ADDRESSES, type SectionName } from './section-addresses';

const LANGUAGES: Record<Locale, string> = { es: 'Español', en: 'English' };

/** What to show, and callbacks. */
export interface PageView {
  words: Translation<typeof lesson>;
  locale: Locale;
  theme: Theme;
  /** Sections to show; a single one stands alone. */
  shown: readonly SectionName[];
  /** Address of the section being read. */
  current: string;
  /** The elements of a section; nothing until the reader comes near. */
  labs(name: SectionName): unknown;
  setLocale(value: Locale): void;
  setTheme(value: Theme): void;
  carry(event: CustomEvent<Record<string, unknown>>): void;
}

/** Renders the whole page. */
export function renderPage(view: PageView): TemplateResult {
  const { words: w, locale, theme, shown } = view;
  const names = Object.keys(LANGUAGES) as Locale[];
  return html`<a class="skip" href="#${ADDRESSES[shown[0] as SectionName]}">${w.skip}</a>
    <header>
      <p class="name">Pupila</p>
      <div class="switches">
        ${group(
          w.language,
          names,
          locale,
          (tag) => view.setLocale(tag),
          (tag) => LANGUAGES[tag],
          true,
        )}
        ${group(
          w.theme,
          THEMES,
          theme,
          (each) => view.setTheme(each),
          (each) => w.themes[each],
        )}
      </div>
      <h1>${w.title}</h1>
      <p class="lead">${w.lead}</p>
    </header>
    ${isAlone(view) ? html`<p class="back"><a href="./">${w.all}</a></p>` : contents(view)}
    <main @pupila-carry=${(event: CustomEvent<Record<string, unknown>>) => view.carry(event)}>
      ${shown.map((name) => section(view, name))}
    </main>
    <footer><p>${w.foot}</p></footer>`;
}

const isAlone = ({ shown }: PageView): boolean => shown.length === 1;

function group<T extends string>(
  label: string,
  values: readonly T[],
  chosen: T,
  set: (value: T) => void,
  text: (value: T) => string,
  languages = false,
): TemplateResult {
  return html`<div class="group" role="group" aria-label=${label}>
    ${values.map(
      (value) =>
        html`<button
          type="button"
          lang=${languages ? value : nothing}
          aria-pressed=${value === chosen}
          @click=${() => set(value)}
        >
          ${text(value)}
        </button>`,
    )}
  </div>`;
}

function contents({ words: w, shown, current }: PageView): TemplateResult {
  return html`<nav aria-label=${w.contents}>
    <ol>
      ${shown.map(
        (name) =>
          html`<li>
            <a href="#${ADDRESSES[name]}" aria-current=${ADDRESSES[name] === current ? 'true' : nothing}
              >${w.sections[name].title}</a
            >
          </li>`,
      )}
    </ol>
  </nav>`;
}

function section(view: PageView, name: SectionName): TemplateResult {
  const { words: w, labs } = view;
  const { title, text, question } = w.sections[name];
  const id = ADDRESSES[name];
  const place = Object.keys(ADDRESSES).indexOf(name) + 1;
  return html`<section id="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title"><span class="number">${place}</span> ${title}</h2>
    <p class="text">${marked(text)}</p>
    <div class="labs">${labs(name)}</div>
    <p class="question"><b>${w.tryIt}</b> ${marked(question)}</p>
    ${isAlone(view) ? nothing : html`<p class="alone"><a href="?lab=${id}">${w.alone}</a></p>`}
  </section>`;
}

/** Renders `names` in a text as code. */
function marked(text: string): unknown[] {
  return text.split('`').map((part, i) => (i % 2 === 0 ? part : html`<code>${part}</code>`));
}
