/**
 * Typed texts. A component has its English texts in `en/NAME.ts` and the Spanish ones in `es/NAME.ts`; the English
 * file is the type of the other. A text with values in it is a function of strings that are already formatted.
 */
import type { Locale } from './locale';

/** What a translation of `T` has to hold: the same names, the same arguments. */
export type Translation<T> = {
  [K in keyof T]: T[K] extends string
    ? string
    : T[K] extends (...values: infer Values) => string
      ? (...values: Values) => string
      : Translation<T[K]>;
};

/** A component's texts in every language. */
export type Catalogue<T> = Record<Locale, Translation<T>>;
