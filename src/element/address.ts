/** Resolves addresses from the page or the reader. */
import { invalidArgument } from '../core/errors';
import { message } from '../core/message';
import { ReaderError } from './reader-error';

/** Resolves an address against the page. @throws {ReaderError} 'invalid-argument' if it is invalid. */
export function fullAddress(address: string): string {
  if (URL.canParse(address, document.baseURI)) return new URL(address, document.baseURI).href;
  throw new ReaderError(
    invalidArgument(message`An address must be a URL, absolute or relative to the page.`, { address }),
    (words) => words.refusals.address(address),
  );
}
