/** Resolves addresses from the page or the reader. */
import { invalidArgument } from '../core/errors';
import { message } from '../core/message';
import { ReaderError } from './reader-error';

/** Resolves an address against the page. @throws {ReaderError} 'invalid-argument' if it is invalid. */
export function fullAddress(address: string): string {
  if (URL.canParse(address, document.baseURI)) return new URL(address, document.baseURI).href;
  throw noAddress(address);
}

/** Whether what a reader has typed is a complete address. One with spaces is a text, although a browser would encode them. */
export function isAddress(typed: string): boolean {
  return /^https?:\/\/\S+$/i.test(typed) && URL.canParse(typed);
}

/** Resolves an address that a reader has typed. @throws {ReaderError} 'invalid-argument' if `isAddress` is false. */
export function typedAddress(typed: string): string {
  if (isAddress(typed)) return fullAddress(typed);
  throw noAddress(typed);
}

function noAddress(address: string): ReaderError {
  return new ReaderError(
    invalidArgument(message`An address must be a URL, absolute or relative to the page.`, { address }),
    (words) => words.refusals.address(address),
  );
}
