/**
 * The lesson: six sections with their labs. It loads a lab when the reader comes near, and carries the picture, the
 * network and the augmentation from one to the next.
 */
import { type LitElement, html, nothing, render } from 'lit';
import { lesson as en } from '../src/i18n/en/lesson';
import { lesson as es } from '../src/i18n/es/lesson';
import type { PupilaTrainer } from '../src/element/index';
import type { ImageDataGeneratorOptions } from '../src/index';
import type { Locale } from '../src/i18n/locale';
import type { PupilaFeatureMaps } from '../src/lesson/pupila-feature-maps';
import type { NetworkSpec } from '../src/network/layer-spec';
import type { Training } from './training';
import { type Theme, THEMES, initialLocale, initialTheme, keepLocale, keepTheme } from './preferences';
import { serveOffline } from './offline';
import { SECTIONS, type Section } from './sections';

const LANGUAGES: Record<Locale, string> = { es: 'Español', en: 'English' };
const alone = new URLSearchParams(location.search).get('lab');
const shown = SECTIONS.filter(({ id }) => !alone || id === alone);

let locale = initialLocale();
let theme = initialTheme();
let current = shown[0]?.id ?? '';
/** Sections whose labs are there. */
const near = new Set<string>();
/** What labs told that other labs are to know: property by name. */
const carried: {
  network?: NetworkSpec;
  augmentation?: Partial<ImageDataGeneratorOptions>;
  [name: string]: unknown;
} = {};

const words = () => ({ en, es })[locale];

function show(): void {
  const w = words();
  const root = document.documentElement;
  root.lang = locale;
  root.style.colorScheme = theme === 'auto' ? 'light dark' : theme;
  document.title = `Pupila · ${w.title}`;
  render(
    html`<a class="skip" href="#${shown[0]?.id}">${w.skip}</a>
      <header>
        <p class="name">Pupila</p>
        <div class="switches">
          ${group(w.language, Object.keys(LANGUAGES) as Locale[], locale, setLocale, (tag) => LANGUAGES[tag], true)}
          ${group(w.theme, THEMES, theme, setTheme, (each) => w.themes[each])}
        </div>
        <h1>${w.title}</h1>
        <p class="lead">${w.lead}</p>
      </header>
      ${alone ? html`<p class="back"><a href="./">${w.all}</a></p>` : contents()}
      <main @pupila-carry=${carry}>${shown.map(section)}</main>
      <footer><p>${w.foot}</p></footer>`,
    document.body,
  );
}

function group<T extends string>(
  label: string,
  values: readonly T[],
  chosen: T,
  set: (value: T) => void,
  text: (value: T) => string,
  languages = false,
) {
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

function contents() {
  const w = words();
  return html`<nav aria-label=${w.contents}>
    <ol>
      ${shown.map(
        ({ id, name }) =>
          html`<li>
            <a href="#${id}" aria-current=${id === current ? 'true' : nothing}>${w.sections[name].title}</a>
          </li>`,
      )}
    </ol>
  </nav>`;
}

function section({ id, name, labs }: Section, index: number) {
  const w = words();
  const { title, text, question } = w.sections[name];
  const place = SECTIONS.findIndex((each) => each.id === id) + 1;
  return html`<section id=${id} aria-labelledby="${id}-title" data-index=${index}>
    <h2 id="${id}-title"><span class="number">${place}</span> ${title}</h2>
    <p class="text">${marked(text)}</p>
    <div class="labs" data-section=${id}>${near.has(id) ? labs.map(({ tag }) => lab(tag)) : nothing}</div>
    <p class="question"><b>${w.tryIt}</b> ${marked(question)}</p>
    ${alone ? nothing : html`<p class="alone"><a href="?lab=${id}">${w.alone}</a></p>`}
  </section>`;
}

/** A text whose `names` are code. */
function marked(text: string) {
  return text.split('`').map((part, i) => (i % 2 === 0 ? part : html`<code>${part}</code>`));
}

/** The lab's element: made once, and told what was carried. */
const made = new Map<string, HTMLElement>();
function lab(tag: string): HTMLElement {
  const element = made.get(tag) ?? document.createElement(tag);
  made.set(tag, element);
  return Object.assign(element, carried);
}

let training: Promise<Training> | null = null;

/** Once both elements of the last section are there. */
function connectTraining(): void {
  const [trainer, maps] = ['pupila-trainer', 'pupila-feature-maps'].map((tag) => made.get(tag));
  if (!trainer || !maps) return;
  training ??= import('./training').then(
    ({ Training }) => new Training(trainer as PupilaTrainer, maps as PupilaFeatureMaps),
  );
  const { network, augmentation } = carried;
  void training.then((each) => each.take(network));
  if (augmentation) void training.then((each) => each.augment(augmentation));
}

/** A lab's choice becomes every lab's. */
function carry(event: Event): void {
  Object.assign(carried, (event as CustomEvent<Record<string, unknown>>).detail);
  for (const element of made.values()) if (element !== event.target) Object.assign(element, carried);
  connectTraining();
}

function setLocale(value: Locale): void {
  locale = value;
  keepLocale(value);
  show();
}

function setTheme(value: Theme): void {
  theme = value;
  keepTheme(value);
  show();
}

/** Labs are loaded when they are seen; once the first has its results, a screen before. */
function watchSections(): void {
  watchLabs('0%');
  void ready.then(() => watchLabs('100% 0%'));
  const reading = new IntersectionObserver(
    (entries) => {
      const seen = entries.find(({ isIntersecting }) => isIntersecting);
      if (!seen) return;
      current = seen.target.id;
      show();
      showCurrent();
    },
    { rootMargin: '-30% 0% -65% 0%' },
  );
  for (const element of document.querySelectorAll('main > section')) reading.observe(element);
}

/** The table of contents follows, where it is wider than the screen. */
function showCurrent(): void {
  const link = document.querySelector<HTMLElement>('nav [aria-current]');
  const list = link?.closest('ol');
  if (link && list) list.scrollLeft = link.offsetLeft - (list.clientWidth - link.offsetWidth) / 2;
}

function watchLabs(rootMargin: string): void {
  const loading = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) if (isIntersecting) void bring(target.id);
    },
    { rootMargin },
  );
  for (const element of document.querySelectorAll('main > section')) loading.observe(element);
}

const brought = new Map<string, Promise<void>>();
function bring(id: string): Promise<void> {
  const known = brought.get(id) ?? load(id);
  brought.set(id, known);
  return known;
}

async function load(id: string): Promise<void> {
  const found = shown.find((each) => each.id === id);
  if (!found) return;
  await Promise.all(found.labs.map(({ load }) => load()));
  near.add(id);
  show();
  connectTraining();
}

/** Brings the section that the reader opens; resolves when its labs have their results. */
async function open(): Promise<void> {
  const first = shown.find(({ id }) => `#${id}` === location.hash) ?? shown[0];
  if (!first) return;
  await bring(first.id);
  await Promise.all(first.labs.map(({ tag }) => (lab(tag) as LitElement).updateComplete));
}

const ready = open().catch(() => undefined);
show();
watchSections();
void serveOffline(ready).catch(() => undefined);
if (location.hash) document.querySelector(location.hash)?.scrollIntoView();
