/** Refuses models that compute numbers which are NaN or infinite: their classes would have no meaning. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { PupilaError, withReceived } from '../core/errors';
import { message } from '../core/message';
import { layerWithBadWeights } from '../models/finite-layers';

/** @throws {PupilaError} 'bad-model' naming the first layer with a weight that is NaN or infinite. */
export async function checkWeights(model: LayersModel): Promise<void> {
  const layer = await layerWithBadWeights(model);
  if (layer === null) return;
  throw new PupilaError(
    'bad-model',
    withReceived(
      message`The weights of a model must be finite numbers; use one that was saved before its training diverged.`,
      { layer },
    ),
  );
}

/**
 * Returns the error for outputs that are NaN or infinite although all weights are finite.
 *
 * @param name A picture with such outputs.
 * @param layer The first layer with such outputs for it. Null: not known.
 */
export function outputsError(name: string, layer: string | null): PupilaError {
  const rule = message`The outputs of a model must be finite numbers; its weights are, but too large, or the picture’s values are not.`;
  return new PupilaError(
    'bad-model',
    withReceived(rule, { picture: name, ...(layer !== null && { layer }) }),
  );
}
