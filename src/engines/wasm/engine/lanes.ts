/** Lanes of images. Gradients are summed over the images of a lane, then over the lanes. */
import { MAX_LANES } from './control';

/** Maximum bytes of all lanes' gradients. Above it, the number of lanes is halved. */
const LANE_BYTES = 128 * 2 ** 20;
const FEWEST_LANES = 2;

/**
 * Returns the number of lanes: many, unless the gradients are large. Depends on the network alone, so that sums do not
 * depend on the number of threads.
 *
 * @param bytes Of the gradients of one lane.
 */
export function lanesFor(bytes: number): number {
  let lanes = MAX_LANES;
  while (lanes > FEWEST_LANES && lanes * bytes > LANE_BYTES) lanes /= 2;
  return lanes;
}
