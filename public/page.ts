/**
 * The lesson: six sections with their labs. Loads a lab when the reader comes near, and carries the picture, the
 * network and the augmentation from one lab to the next.
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
import {
  type Theme,
  colorSchemeOf,
  initialLocale,
  initialTheme,
  storeLocale,
  storeTheme,
} from './preferences';
import { type SectionName, sectionOf } from './section-addresses';
import { SECTIONS } from './sections';

const NETWORK = 'pupila-network-lab';
const TRAINER = 'pupila-trainer';
const MAPS = 'pupila-feature-maps';
/** Where one reads, as a share of the window's height. */
const READING_LINE = 0.35;
const alone = sectionOf(location.search);
const shown = SECTIONS.filter(({ name }) => !alone || name === alone);

let locale = initialLocale();
let theme = initialTheme();
let current = shown[0]?.id ?? '';
/** Sections whose labs have been loaded, by name, and sections whose script did not arrive, by address. */
const loadedSections = new Set<string>();
const failedSections = new Set<string>();
let isRendered = false;
/** What labs announced for other labs, by property name. */
const carried: {
  network?: NetworkSpec;
  augmentation?: Partial<ImageDataGeneratorOptions>;
  [name: string]: unknown;
} = {};

const words = () => ({ en, es })[locale];

function show(): void {
  const root = document.documentElement;
  // Every change renders all elements anew, even to the same value.
  if (root.lang !== locale) root.lang = locale;
  root.style.colorScheme = colorSchemeOf(theme);
  document.title = `Pupila · ${words().title}`;
  const view: PageView = {
    words: words(),
    locale,
    theme,
    current,
    setLocale,
    setTheme,
    carry,
    shown: shown.map(({ name }) => name),
    isModelLoaded: connected?.isModelLoaded ?? false,
    labs: labsOf,
  };
  // Replace the page rendered by the build with the live one.
  if (!isRendered) document.body.replaceChildren();
  isRendered = true;
  render(renderPage(view), document.body);
}

function labsOf(name: SectionName): unknown {
  const { id, labs = [] } = shown.find((each) => each.name === name) ?? {};
  if (loadedSections.has(name)) return labs.map(({ tag }) => [aboveLab(tag), lab(tag)]);
  if (!id || !failedSections.has(id)) return nothing;
  return html`<p class="news" role="alert">
    ${words().notLoaded} <button type="button" @click=${() => loadOnce(id)}>${words().retry}</button>
  </p>`;
}

const elements = new Map<string, HTMLElement>();

/** Returns the lab's element, which is created once and receives the carried values. */
function lab(tag: string): HTMLElement {
  const element = elements.get(tag) ?? document.createElement(tag);
  elements.set(tag, element);
  return Object.assign(element, carried);
}

let training: Promise<Training> | null = null;
/** The connection of trainer and feature maps; null until both elements exist. */
let connected: Training | null = null;

/** Connects both elements of the last section once they exist. */
function connectTraining(): void {
  const [trainer, maps] = [TRAINER, MAPS].map((tag) => elements.get(tag));
  if (!trainer || !maps) return;
  training ??= import('./training').then(({ Training }) => {
    const page = { update: show, carry: share };
    connected = new Training(trainer as PupilaTrainer, maps as PupilaFeatureMaps, page);
    augment();
    show();
    return connected;
  });
  const { network } = carried;
  void training.then((each) => each.useNetwork(network));
}

/**
 * Applies the fifth section's augmentation to the next run. A choice made in the trainer itself stays until that
 * section changes again.
 */
function augment(): void {
  const { augmentation } = carried;
  if (augmentation) void connected?.augment(augmentation);
}

/** Renders what stands above a lab of the last section: the choice of settings, news about the network. */
function aboveLab(tag: string): unknown {
  if (tag === TRAINER) return [connected?.presets(locale) ?? nothing, refusedStatus()];
  return tag === MAPS ? networkStatus() : nothing;
}

/** Reports that a field of the network has a text that breaks its rule: the reader cannot see it from the last section. */
function refusedStatus(): TemplateResult | typeof nothing {
  const network = elements.get(NETWORK)?.shadowRoot;
  if (!network?.querySelector('[aria-invalid="true"]')) return nothing;
  return html`<p class="news" role="status">${words().networkFieldRefused}</p>`;
}

/** Reports that the last network could not be built, or that it waits for the next run; the reader cannot see either. */
function networkStatus(): TemplateResult | typeof nothing {
  if (connected?.buildError) {
    return html`<div class="news">${connected.buildProblem(words().notBuilt)}</div>`;
  }
  return connected?.isWaiting ? html`<p class="news" role="status">${words().networkWaits}</p>` : nothing;
}

/** Shares a lab's choice with all labs. */
function carry({ target, detail }: CustomEvent<Record<string, unknown>>): void {
  share(detail, target);
}

function share(values: Record<string, unknown>, from: EventTarget | null = null): void {
  Object.assign(carried, values);
  for (const element of elements.values()) if (element !== from) Object.assign(element, carried);
  if ('augmentation' in values) augment();
  connectTraining();
}

function setLocale(value: Locale): void {
  locale = value;
  storeLocale(value);
  show();
}

function setTheme(value: Theme): void {
  theme = value;
  storeTheme(value);
  show();
}

/** Loads labs when they become visible; after the first lab has its results, one screen ahead. */
function watchSections(): void {
  watchLabs('0%');
  void ready.then(() => watchLabs('100% 0%'));
  addEventListener('scroll', markCurrent, { passive: true });
  // Sections move when a lab above them loads.
  new ResizeObserver(markCurrent).observe(document.body);
}

/** Marks the section that is being read: the last one that starts above the reading line. */
function markCurrent(): void {
  const line = innerHeight * READING_LINE;
  const started = [...document.querySelectorAll('main > section')].filter(
    (section) => section.getBoundingClientRect().top <= line,
  );
  // Above all sections, the first one is next to be read.
  const id = started.at(-1)?.id ?? shown[0]?.id ?? '';
  if (id === current) return;
  current = id;
  show();
  showCurrent();
}

/** Scrolls the table of contents along, if it is wider than the screen. */
function showCurrent(): void {
  const link = document.querySelector<HTMLElement>('nav [aria-current]');
  const list = link?.closest('ol');
  if (link && list) list.scrollLeft = link.offsetLeft - (list.clientWidth - link.offsetWidth) / 2;
}

function watchLabs(rootMargin: string): void {
  const loading = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) if (isIntersecting) void loadOnce(target.id);
    },
    { rootMargin },
  );
  for (const element of document.querySelectorAll('main > section')) loading.observe(element);
}

const loads = new Map<string, Promise<void>>();

/** Loads a section's labs. A failed section can be loaded again. */
function loadOnce(id: string): Promise<void> {
  const known = loads.get(id) ?? load(id);
  loads.set(id, known);
  return known;
}

async function load(id: string): Promise<void> {
  const found = shown.find((each) => each.id === id);
  if (!found) return;
  try {
    await Promise.all(found.labs.map(({ load }) => load()));
    loadedSections.add(found.name);
    failedSections.delete(id);
  } catch {
    loads.delete(id);
    failedSections.add(id);
  }
  show();
  connectTraining();
}

/** Loads the section that the reader opens. Resolves when its labs have their results. */
async function open(): Promise<void> {
  const first = shown.find(({ id }) => `#${id}` === location.hash) ?? shown[0];
  if (!first) return;
  await loadOnce(first.id);
  if (!loadedSections.has(first.name)) return;
  await Promise.all(first.labs.map(({ tag }) => (lab(tag) as LitElement).updateComplete));
}

/** Shows the section of the address. At once: labs change their height while they load, which a smooth scroll ignores. */
function jumpToHash(): void {
  document.getElementById(location.hash.slice(1))?.scrollIntoView({ behavior: 'instant' });
}

const ready = open().catch(() => undefined);
show();
watchSections();
// Printing does not wait for labs. Those that are missing now are there the next time.
addEventListener('beforeprint', () => shown.forEach(({ id }) => void loadOnce(id)));
// A field of a lab may have got a text that breaks its rule.
addEventListener('pupila-edited', show);
addEventListener('online', () => failedSections.forEach((id) => void loadOnce(id)));
void serveOffline(ready).catch(() => undefined);
jumpToHash();
// Unless the reader has moved on.
void ready.then(() => navigator.userActivation?.hasBeenActive || jumpToHash());
