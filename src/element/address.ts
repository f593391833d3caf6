/** Addresses that a page or a reader gives. */
import { invalidArgument } from '../core/errors';
import { ReaderError } from './reader-error';

/** The full address. @throws {ReaderError} 'invalid-argument' where it is none. */
export function fullAddress(address: string): string {
  if (URL.canParse(address, document.baseURI)) return new URL(address, document.baseURI).href;
  throw new ReaderError(
    invalidArgument('An address is a URL, whole or seen from the page.', { address }),
    (words) => words.refusals.address(address),
  );
}
