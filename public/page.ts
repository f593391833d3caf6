/**
 * The lesson: six sections with their labs. It loads a lab when the reader comes near, and carries the picture, the
 * network and the augmentation from one to the next.
 */
import { type LitElement, type TemplateResult, html, nothing, render } from 'lit';
import { lesson as en } from '../src/i18n/en/lesson';
import { lesson as es } from '../src/i18n/es/lesson';
import type { PupilaTrainer } from '../src/element/index';
import type { ImageDataGeneratorOptions } from '../src/index';
import type { Locale } from '../src/i18n/locale';
import type { PupilaFeatureMaps } from '../src/lesson/pupila-feature-maps';
import type { NetworkSpec } from '../src/network/layer-spec';
import type { Training } from './training';
import { serveOffline } from './offline';
import { type PageView, renderPage } from './page-view';
import { type Theme, colorSchemeOf, initialLocale, initialTheme, keepLocale, keepTheme } from './preferences';
import { sectionOf } from './section-addresses';
import { SECTIONS } from './sections';

const MAPS = 'pupila-feature-maps';
const alone = sectionOf(location.search);
const shown = SECTIONS.filter(({ name }) => !alone || name === alone);

let locale = initialLocale();
let theme = initialTheme();
let current = shown[0]?.id ?? '';
/** Sections whose labs are there. */
const near = new Set<string>();
let drawn = false;
/** What labs told that other labs are to know: property by name. */
const carried: {
  network?: NetworkSpec;
  augmentation?: Partial<ImageDataGeneratorOptions>;
  [name: string]: unknown;
} = {};

const words = () => ({ en, es })[locale];

function show(): void {
  const root = document.documentElement;
  root.lang = locale;
  root.style.colorScheme = colorSchemeOf(theme);
  document.title = `Pupila · ${words().title}`;
  const view: PageView = {
    ...{ words: words(), locale, theme, current, setLocale, setTheme, carry },
    shown: shown.map(({ name }) => name),
    labs: (name) =>
      near.has(name)
        ? shown
            .find((each) => each.name === name)
            ?.labs.map(({ tag }) => [tag === MAPS ? networkNews() : nothing, lab(tag)])
        : nothing,
  };
  // The page that the build wrote gives way to the same, alive.
  if (!drawn) document.body.replaceChildren();
  drawn = true;
  render(renderPage(view), document.body);
}

/** The lab's element: made once, and told what was carried. */
const made = new Map<string, HTMLElement>();
function lab(tag: string): HTMLElement {
  const element = made.get(tag) ?? document.createElement(tag);
  made.set(tag, element);
  return Object.assign(element, carried);
}

let training: Promise<Training> | null = null;
/** The same, once it is there. */
let connected: Training | null = null;

/** Once both elements of the last section are there. */
function connectTraining(): void {
  const [trainer, maps] = ['pupila-trainer', MAPS].map((tag) => made.get(tag));
  if (!trainer || !maps) return;
  training ??= import('./training').then(({ Training }) => {
    const page = { changed: show, carry: share };
    connected = new Training(trainer as PupilaTrainer, maps as PupilaFeatureMaps, page);
    augment();
    return connected;
  });
  const { network } = carried;
  void training.then((each) => each.take(network));
}

/** The fifth section's choice becomes the next run's; what the reader chooses in the trainer itself stays until another. */
function augment(): void {
  const { augmentation } = carried;
  if (augmentation) void connected?.augment(augmentation);
}

/** What became of the network that was built last, where the reader does not see it. */
function networkNews(): TemplateResult | typeof nothing {
  const { trouble, waits } = connected ?? {};
  if (trouble) return html`<p class="news" role="alert">${words().notBuilt(trouble.message)}</p>`;
  return waits ? html`<p class="news" role="status">${words().networkWaits}</p>` : nothing;
}

/** A lab's choice becomes every lab's. */
function carry({ target, detail }: CustomEvent<Record<string, unknown>>): void {
  share(detail, target);
}

function share(values: Record<string, unknown>, from: EventTarget | null = null): void {
  Object.assign(carried, values);
  for (const element of made.values()) if (element !== from) Object.assign(element, carried);
  if ('augmentation' in values) augment();
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
      // Above the sections the first is the next to be read.
      current = seen.target.id || (shown[0]?.id ?? '');
      show();
      showCurrent();
    },
    { rootMargin: '-30% 0% -65% 0%' },
  );
  for (const element of document.querySelectorAll('header, nav, main > section')) reading.observe(element);
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
  near.add(found.name);
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
// Paper shows all labs, as far as they come in time.
addEventListener('beforeprint', () => shown.forEach(({ id }) => void bring(id)));
void serveOffline(ready).catch(() => undefined);
if (location.hash) document.querySelector(location.hash)?.scrollIntoView();
