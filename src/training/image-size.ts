/** Images that do not have the size of a network's input: an engine that took them would read or write beside its arrays. */
import type { Images } from '../core/batch';
import { invalidArgument } from '../core/errors';

/**
 * @param input Height, width and channels.
 * @throws {PupilaError} 'invalid-argument'
 */
export function refuseOtherSizes(input: readonly number[], { x, size }: Images): void {
  const values = input.reduce((product, side) => product * side, 1);
  if (x.length === size * values) return;
  const rule = `A network for images of ${input.join(' × ')} takes ${values} values an image.`;
  throw invalidArgument(rule, { images: size, values: x.length });
}
