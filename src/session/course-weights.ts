/** Weights without a model: they go into the course's network. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { PupilaError, messageOf } from '../core/errors';
import { message } from '../core/message';
import { shapeOfOptions } from '../core/picture-shape';
import { sizeText } from '../core/size-text';
import { loadWeightsReport, outputUnits } from '../formats/weights-file';
import type { LoadWeightsOptions, WeightsReport } from '../formats/weights-reader';
import { courseCnn } from '../models/course-cnn';
import { resolveOptions } from '../options/resolve-options';
import type { TrainingOptions } from '../options/training-options';

/**
 * Builds the course's network for as many classes as a file of weights has, and loads the weights.
 *
 * @param options `targetSize`, `colorMode` and `seed` of the network.
 * @returns The network, what was skipped, and how many of its weights were set.
 * @throws {PupilaError} 'bad-model' with the size of the network.
 */
export async function courseNetworkWith(
  weights: Blob,
  options: TrainingOptions,
  matching: LoadWeightsOptions,
): Promise<WeightsReport & { model: LayersModel }> {
  const units = (await outputUnits(weights)) ?? 1;
  const resolved = resolveOptions(options);
  const inputShape = shapeOfOptions(resolved);
  const model = courseCnn({
    inputShape,
    classes: Math.max(2, units),
    output: units === 1 ? 'sigmoid' : 'softmax',
    seed: resolved.seed,
  });
  try {
    return { model, ...(await loadWeightsReport(model, weights, matching)) };
  } catch (cause) {
    model.dispose();
    if (!(cause instanceof PupilaError)) throw cause;
    const network = message`Without a model, weights are loaded into the course’s network for pictures of ${sizeText(...inputShape)} (\`targetSize\`, \`colorMode\`).`;
    throw new PupilaError(cause.code, message`${network} ${messageOf(cause)}`, { cause });
  }
}
