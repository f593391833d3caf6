/**
 * Typed texts. English texts are in `en/NAME.ts`, Spanish ones in `es/NAME.ts`; the English file defines the type of
 * the other. A text with values is a function of strings that are already formatted.
 */
import type { Locale } from './locale';

/** The type of a translation of `T`: the same names, the same arguments. */
export type Translation<T> = {
  [K in keyof T]: T[K] extends string
    ? string
    : T[K] extends (...values: infer Values) => string
      ? (...values: Values) => string
      : Translation<T[K]>;
};

/** A component's texts in every language. */
export type Catalogue<T> = Record<Locale, Translation<T>>;
