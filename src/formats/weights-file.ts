/** Loads the weights of a file into a model that exists. The reader is loaded on first use. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Message } from '../core/message';
import { backendReady } from '../engines/select';
import { MATCHING } from '../options/weights-table';
import { type Rules, type UserOptions, flag, readOptions } from '../options/option-rules';
import type { LoadedModel } from './model-format';
import type { LoadWeightsOptions, WeightsReport } from './weights-reader';

const RULES = Object.fromEntries(MATCHING.map((name) => [name, flag(false)])) as Rules<
  Required<LoadWeightsOptions>
>;

/**
 * Loads weights into a model, as Keras's `load_weights`: those of a `.weights.h5` file of Keras 2.12 and later, of an earlier
 * `.h5` file, or of a whole model (`.keras`, `.h5`). By default the file must have the weights of as many layers as the
 * model, in the same order and shapes. If they do not fit, nothing is changed.
 *
 * As in Keras, the optimizer of a model that was loaded keeps its state, unless a `.weights.h5` or `.keras` file has one
 * that fits: that becomes `optimizerState`.
 *
 * @param target A model, or what `loadModelFile` returned.
 * @returns What was skipped and why, with `skipMismatch`.
 * @throws {PupilaError} 'bad-model' with the name of the layer, and the expected and the received shape.
 * @example
 * const loaded = await loadModelFile(network);
 * await loadWeightsFile(loaded, weights, { byName: true });
 */
export async function loadWeightsFile(
  target: LayersModel | LoadedModel,
  file: Blob,
  options: UserOptions<LoadWeightsOptions> = {},
): Promise<readonly Message[]> {
  return (await loadWeightsReport(target, file, options)).skipped;
}

/** Does what `loadWeightsFile` does. @returns Also how many weights of the model were set. */
export async function loadWeightsReport(
  target: LayersModel | LoadedModel,
  file: Blob,
  options: UserOptions<LoadWeightsOptions> = {},
): Promise<WeightsReport> {
  const resolved = readOptions<Required<LoadWeightsOptions>>('`loadWeightsFile`', RULES, options);
  const { readWeights } = await import('./weights-reader');
  await backendReady();
  return readWeights(
    'model' in target ? target : { model: target },
    new Uint8Array(await file.arrayBuffer()),
    resolved,
  );
}

/**
 * Returns the number of units of the last layer in a file of weights. Null if the file does not tell.
 *
 * @throws {PupilaError} 'bad-model' if it is no file of weights.
 */
export async function outputUnits(file: Blob): Promise<number | null> {
  const { readOutputUnits } = await import('./weights-reader');
  return readOutputUnits(new Uint8Array(await file.arrayBuffer()));
}
