/** Checks image sizes: an engine given the wrong size would read or write out of bounds. */
import type { Images } from '../core/batch';
import { invalidArgument } from '../core/errors';
import { message } from '../core/message';
import { sizeText } from '../core/size-text';

/**
 * Throws unless `x` holds `size` images of the input's shape.
 *
 * @param input [height, width, channels].
 * @throws {PupilaError} 'invalid-argument'
 */
export function assertImageSize(input: readonly number[], { x, size }: Images): void {
  const values = input.reduce((product, side) => product * side, 1);
  if (x.length === size * values) return;
  const rule = message`A network for pictures of ${sizeText(...input)} needs ${values} values per picture.`;
  throw invalidArgument(rule, { images: size, values: x.length });
}
