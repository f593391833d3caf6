/** Reads all catalogues, for tests. */
import { readdirSync } from 'node:fs';

type Texts = { [name: string]: Texts | string | ((...values: string[]) => string) };

const folder = new URL('./', import.meta.url);

/** The files of the components. Messages have no English file: messages.test.ts compares them with the code. */
export const textFiles = (locale: string): string[] =>
  readdirSync(new URL(`${locale}/`, folder))
    .filter((name) => name !== 'messages')
    .sort();

export const loadTexts = (locale: string, file: string) =>
  import(new URL(`${locale}/${file}`, folder).href) as Promise<Texts>;

/** Returns every text by its path, with placeholders filled in: `state.idle` → 'Ready'. */
export function flat(texts: Texts, path = ''): [string, string][] {
  return Object.entries(texts).flatMap(([name, value]): [string, string][] => {
    const key = `${path}${name}`;
    if (typeof value === 'string') return [[key, value]];
    if (typeof value !== 'function') return flat(value, `${key}.`);
    const values = Array.from({ length: value.length }, (_, i) => `⟨${i}⟩`);
    return [[`${key}(${values.join()})`, value(...values)]];
  });
}
