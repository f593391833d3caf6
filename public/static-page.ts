/** The lesson's page as text, for the build: what is read while the page's script comes, in both languages. */
import { lesson as en } from '../src/i18n/en/lesson';
import { lesson as es } from '../src/i18n/es/lesson';
import { type PageView, renderPage } from './page-view';
import { ADDRESSES, type SectionName } from './section-addresses';

const CATALOGUES = { es, en };
/** A template of Lit's, as it was written. */
interface Template {
  strings: readonly string[];
  values: readonly unknown[];
}

/** Content of `<body>`: one element for each language, of which CSS shows one. */
export function staticPage(): string {
  return (['es', 'en'] as const)
    .map((locale) => {
      const words = CATALOGUES[locale];
      const noScript = `<noscript><p class="back">${escaped(words.noScript)}</p></noscript>`;
      return `<div lang="${locale}">${noScript}${own(toHtml(renderPage(viewOf(locale))), locale)}</div>`;
    })
    .join('\n');
}

function viewOf(locale: 'es' | 'en'): PageView {
  const nobody = (): void => undefined;
  return {
    ...{ words: CATALOGUES[locale], locale, theme: 'auto', current: ADDRESSES.convolution },
    shown: Object.keys(ADDRESSES) as SectionName[],
    labs: () => null,
    ...{ setLocale: nobody, setTheme: nobody, carry: nobody },
  };
}

/** An id belongs to one element of a page: the second language has others. */
function own(text: string, locale: string): string {
  return locale === 'es' ? text : text.replace(/((?:id|aria-labelledby)="|href="#)/g, `$1${locale}-`);
}

/** Listeners and what is `nothing` are left out. */
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
