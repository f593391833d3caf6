/**
 * The template of the lesson's page. The build also renders it into index.html, so that the text is there before any
 * script.
 */
import { type TemplateResult, html, nothing } from 'lit';
import { marked } from '../src/element/marked';
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
  /** Whether the last section trains a model that the reader loaded. */
  isModelLoaded: boolean;
  /** The elements of a section; nothing until the reader comes near. */
  labs(name: SectionName): unknown;
  setLocale(value: Locale): void;
  setTheme(value: Theme): void;
  carry(event: CustomEvent<Record<string, unknown>>): void;
}

/** Renders the whole lesson, or a single section with its lab at the top of the screen. */
export function renderPage(view: PageView): TemplateResult {
  const { words: w, shown } = view;
  const foot = html`<footer><p>${w.foot}</p></footer>`;
  if (isAlone(view))
    return html`${sections(view)}
      <header>
        <p class="back"><a href="./">${w.all}</a></p>
        ${switches(view)}
      </header>
      ${foot}`;
  return html`<a class="skip" href="#${ADDRESSES[shown[0] as SectionName]}">${w.skip}</a>
    <header>
      <p class="name">Pupila</p>
      ${switches(view)}
      <h1>${w.title}</h1>
      <p class="lead">${w.lead}</p>
    </header>
    ${contents(view)} ${sections(view)} ${foot}`;
}

const isAlone = ({ shown }: PageView): boolean => shown.length === 1;

function sections(view: PageView): TemplateResult {
  return html`<main @pupila-carry=${(event: CustomEvent<Record<string, unknown>>) => view.carry(event)}>
    ${view.shown.map((name) => (isAlone(view) ? sectionAlone(view, name) : section(view, name)))}
  </main>`;
}

function switches(view: PageView): TemplateResult {
  const { words: w, locale, theme } = view;
  const names = Object.keys(LANGUAGES) as Locale[];
  return html`<div class="switches">
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
  </div>`;
}

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
  const { words: w, labs, isModelLoaded } = view;
  const { text } = w.sections[name];
  const trained = isModelLoaded ? w.loadedIsTrained : w.networkIsTrained;
  const id = ADDRESSES[name];
  return html`<section id="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title">${title(view, name)}</h2>
    <p class="text">${marked(name === 'network' ? `${text} ${trained}` : text)}</p>
    <div class="labs">${labs(name)}</div>
    <p class="not-printed">${w.notPrinted}</p>
    ${question(view, name)}
    <p class="alone"><a href="?lab=${id}">${w.alone}</a></p>
  </section>`;
}

/** The lab first: this page is opened for it. */
function sectionAlone(view: PageView, name: SectionName): TemplateResult {
  const id = ADDRESSES[name];
  return html`<section id="${id}" aria-labelledby="${id}-title" class="single">
    <h1 id="${id}-title">${title(view, name)}</h1>
    <div class="labs">${view.labs(name)}</div>
    <p class="not-printed">${view.words.notPrinted}</p>
    <p class="text">${marked(view.words.sections[name].text)}</p>
    ${question(view, name)}
  </section>`;
}

function title({ words }: PageView, name: SectionName): TemplateResult {
  const place = Object.keys(ADDRESSES).indexOf(name) + 1;
  return html`<span class="number">${place}</span> ${words.sections[name].title}`;
}

function question({ words: w }: PageView, name: SectionName): TemplateResult {
  return html`<p class="question"><b>${w.tryIt}</b> ${marked(w.sections[name].question)}</p>`;
}
