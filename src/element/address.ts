/** Resolves addresses from the page or the reader. */
import { invalidArgument } from '../core/errors';
import { ReaderError } from './reader-error';

/** Resolves an address against the page. @throws {ReaderError} 'invalid-argument' if it is invalid. */
export function fullAddress(address: string): string {
  if (URL.canParse(address, document.baseURI)) return new URL(address, document.baseURI).href;
  throw new ReaderError(
    invalidArgument('An address is a URL, whole or seen from the page.', { address }),
    (words) => words.refusals.address(address),
  );
}
