/** Errors of the elements: an English message for programs, and a sentence in the reader's language. */
import { PupilaError, messageOf } from '../core/errors';
import type { Translation } from '../i18n/catalogue';
import type { shared } from '../i18n/en/shared';
import type { Formats } from '../i18n/locale';

type Words = Translation<typeof shared>;

/** An error that is shown to the reader as a sentence from the catalogue. */
export class ReaderError extends PupilaError {
  /** @param say Returns the sentence. */
  constructor(
    { code, message, translatable, cause }: PupilaError,
    readonly say: (words: Words, format: Formats) => string,
  ) {
    super(code, translatable ?? message, { cause });
  }
}

/** Returns the error if it has a code. Wraps unexpected errors with code 'internal'. */
export function withCode(error: unknown): PupilaError {
  // `instanceof` fails if the page has loaded the library twice.
  if (typeof (error as Partial<PupilaError> | null)?.code === 'string') return error as PupilaError;
  return new PupilaError('internal', messageOf(error), { cause: error });
}
