/** Errors that the elements make themselves: English for programs, and a sentence in the reader's language. */
import { PupilaError } from '../core/errors';
import type { Translation } from '../i18n/catalogue';
import type { shared } from '../i18n/en/shared';

type Words = Translation<typeof shared>;

/** An error with a `code` as every other, which the reader sees as a sentence of the catalogue. */
export class ReaderError extends PupilaError {
  /** @param say The sentence. */
  constructor(
    { code, message, cause }: PupilaError,
    readonly say: (words: Words) => string,
  ) {
    super(code, message, { cause });
  }
}

/** The error itself where it has a code; one that nobody foresaw is 'internal'. */
export function withCode(error: unknown): PupilaError {
  // By its code: a page may have loaded the library twice.
  if (typeof (error as Partial<PupilaError> | null)?.code === 'string') return error as PupilaError;
  const message = error instanceof Error ? error.message : String(error);
  return new PupilaError('internal', message, { cause: error });
}
