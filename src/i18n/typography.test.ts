/** Texts for readers have the marks of a printed page: ’ “ ” « » … − ×. Names and values of code keep those of code. */
import { expect, it } from 'vitest';
import { SETTINGS } from '../element/trainer/settings';
import { flat, loadTexts, textFiles } from './catalogues.testing';
import { messages } from './es/messages/index';

/** Names in backticks, values such as 'binary' and JSON. */
const CODE = /`[^`]*`|'[\w{}/.-]+'|\{"[^}]*\}/g;
const WRONG: readonly [mark: string, pattern: RegExp][] = [
  ['straight apostrophe or quote', /['"]/],
  ['three dots', /\.\.\./],
  ['hyphen as a minus', /(^|[\s(])-\d/],
  ['x as a times sign', /\d ?x ?\d/],
];
/** The other language's quotes. */
const FOREIGN = { en: /[«»]/, es: /[“”]/ };

const wrongIn = (text: string, locale: 'en' | 'es'): string[] => {
  const prose = text.replaceAll(CODE, '');
  const foreign: [string, RegExp] = ["another language's quotes", FOREIGN[locale]];
  return [...WRONG, foreign].filter(([, pattern]) => pattern.test(prose)).map(([mark]) => `${mark}: ${text}`);
};

it.each(textFiles('en'))('%s', async (file) => {
  for (const locale of ['en', 'es'] as const) {
    const texts = flat(await loadTexts(locale, file));
    expect(texts.flatMap(([, text]) => wrongIn(text, locale))).toEqual([]);
  }
});

it('messages', () => {
  const wrong = Object.entries(messages).flatMap(([en, es]) => [...wrongIn(en, 'en'), ...wrongIn(es, 'es')]);
  expect(wrong).toEqual([]);
});

it("fields of the trainer's settings", () => {
  const sentences = SETTINGS.flatMap(({ field }) => [field.label, field.hint, field.empty]);
  const wrong = sentences.flatMap((each) =>
    each ? [...wrongIn(each.en, 'en'), ...wrongIn(each.es, 'es')] : [],
  );
  expect(wrong).toEqual([]);
});
