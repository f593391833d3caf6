/**
 * Renders the lesson's page as text, for the build: the content shown before the page's script runs, in both languages.
 */
import { lesson as en } from '../src/i18n/en/lesson';
import { lesson as es } from '../src/i18n/es/lesson';
import { type PageView, renderPage } from './page-view';
import { ADDRESSES, type SectionName } from './section-addresses';

const CATALOGUES = { es, en };
/** A Lit template result. */
interface Template {
  strings: readonly string[];
  values: readonly unknown[];
}

/** Returns the content of `<body>`: one element per language; CSS shows one of them. */
export function staticPage(): string {
  return (['es', 'en'] as const)
    .map((locale) => {
      const words = CATALOGUES[locale];
      const noScript = `<noscript><p class="back">${escaped(words.noScript)}</p></noscript>`;
      return `<div lang="${locale}">${noScript}${withUniqueIds(toHtml(renderPage(viewOf(locale))), locale)}</div>`;
    })
    .join('\n');
}

function viewOf(locale: 'es' | 'en'): PageView {
  const ignore = (): void => undefined;
  return {
    words: CATALOGUES[locale],
    locale,
    theme: 'auto',
    current: ADDRESSES.convolution,
    shown: Object.keys(ADDRESSES) as SectionName[],
    isModelLoaded: false,
    labs: () => null,
    setLocale: ignore,
    setTheme: ignore,
    carry: ignore,
  };
}

/** Prefixes the ids of the second language, because ids must be unique within the page. */
function withUniqueIds(text: string, locale: string): string {
  return locale === 'es' ? text : text.replace(/((?:id|aria-labelledby)="|href="#)/g, `$1${locale}-`);
}

/** Omits listeners and `nothing`. */
function toHtml(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number') return escaped(String(value));
  if (Array.isArray(value)) return value.map(toHtml).join('');
  const { strings, values } = (value ?? {}) as Partial<Template>;
  return strings && values ? templateText({ strings, values }) : '';
}

function templateText({ strings, values }: Template): string {
  return strings.reduce((text, string, i) => {
    const value = values[i - 1];
    const [attribute, kind] = /\s([@.?]?)[\w-]+=$/.exec(text) ?? [];
    if (attribute === undefined) return text + toHtml(value) + string;
    if (kind || typeof value === 'symbol') return text.slice(0, -attribute.length) + string;
    return `${text}"${escaped(String(value))}"${string}`;
  });
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
