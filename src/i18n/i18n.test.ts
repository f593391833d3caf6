import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatsOf, localeOf } from './locale';

type Texts = { [name: string]: Texts | string | ((...values: string[]) => string) };

const folder = new URL('./', import.meta.url);
/** The files of the components. Messages have no English file: messages.test.ts compares them with the code. */
const files = (locale: string) =>
  readdirSync(new URL(`${locale}/`, folder))
    .filter((name) => name !== 'messages')
    .sort();
const load = (locale: string, file: string) =>
  import(new URL(`${locale}/${file}`, folder).href) as Promise<Texts>;

/** Returns every text by its path, with placeholders filled in: `state.idle` → 'Ready'. */
function flat(texts: Texts, path = ''): [string, string][] {
  return Object.entries(texts).flatMap(([name, value]): [string, string][] => {
    const key = `${path}${name}`;
    if (typeof value === 'string') return [[key, value]];
    if (typeof value !== 'function') return flat(value, `${key}.`);
    const values = Array.from({ length: value.length }, (_, i) => `«${i}»`);
    return [[`${key}(${values.join()})`, value(...values)]];
  });
}

const placeholders = (text: string) => [...new Set(text.match(/«\d+»/g) ?? [])].sort();

describe('catalogues', () => {
  it('exist for the same components', () => {
    expect(files('es')).toEqual(files('en'));
    expect(files('en').length).toBeGreaterThan(0);
  });

  it.each(files('en'))('%s is complete in both languages', async (file) => {
    const [en, es] = [flat(await load('en', file)), flat(await load('es', file))];
    expect(es.map(([key]) => key).sort()).toEqual(en.map(([key]) => key).sort());
    const spanish = new Map(es);
    for (const [key, text] of [...en, ...es]) expect(text.trim(), key).toBe(text);
    for (const [key, text] of [...en, ...es]) expect(text, key).not.toBe('');
    for (const [key, text] of en) {
      expect(placeholders(spanish.get(key) as string), key).toEqual(placeholders(text));
    }
    // A size does not break across lines.
    for (const [key, text] of [...en, ...es]) expect(text, key).not.toMatch(/\d ×|× \d/);
  });
});

describe('formats', () => {
  const [en, es] = [formatsOf('en'), formatsOf('es')];
  const plain = (text: string) => text.replace(/\s/g, ' ');

  it('format numbers for the language', () => {
    expect(en.integer(5352281)).toBe('5,352,281');
    expect(es.integer(5352281)).toBe('5.352.281');
    expect(es.decimal(0.69314, 4)).toBe('0,6931');
    expect(es.decimal(0.5, 4, false)).toBe('0,5');
    expect(es.significant(Math.fround(0.001))).toBe('0,001');
    expect(plain(es.percent(0.785))).toBe('78,5 %');
    expect(en.percent(0.785)).toBe('78.5%');
  });

  it('format times in two units', () => {
    expect(en.duration(0)).toBe('0 sec');
    expect(en.duration(200)).toBe('3 min 20 sec');
    expect(plain(es.duration(3 * 3600 + 61))).toBe('3 h 1 min');
  });

  it('format sizes and lists', () => {
    expect(en.bytes(68_606_236)).toBe('68.6 MB');
    expect(es.list(['gatos', 'perros', 'zorros'])).toBe('gatos, perros y zorros');
  });

  it('find the language of a tag, with English as fallback', () => {
    expect(['es', 'es-MX', 'ES', 'en-GB', 'eskimo', 'fr', ''].map(localeOf)).toEqual([
      'es',
      'es',
      'es',
      'en',
      'en',
      'en',
      'en',
    ]);
    expect(formatsOf('not a tag').decimal(0.5, 1)).toBe('0.5');
  });
});
