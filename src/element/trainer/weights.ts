/** Loads a file of weights into the network of the trainer. */
import { withFileName } from '../../core/errors';
import { fileNameOf } from '../../core/file-name';
import type { LoadWeightsOptions } from '../../index';
import type { WeightsReport } from '../../internal';
import { fullAddress } from '../address';
import { engine } from '../engine';
import type { Model } from '../model-input';
import { TrainerModel } from './model';
import type { NetworkChoice } from './network-choice';
import type { TrainerSettings } from './settings';

/** Weights in a network. */
export interface LoadedWeights extends WeightsReport {
  /** Name of their file. */
  name: string;
  network: Model;
}

/**
 * Loads weights into the loaded model, else into the page's network, else into a new network of the course, which then is
 * the loaded model.
 *
 * @throws {PupilaError} 'bad-model', 'bad-archive', 'fetch-failed'; 'invalid-argument' for an invalid address.
 */
export async function loadWeights(
  networks: NetworkChoice,
  from: Blob | string,
  matching: LoadWeightsOptions,
  { backend, targetSize, seed }: TrainerSettings,
): Promise<LoadedWeights> {
  const library = await engine();
  const source = typeof from === 'string' ? fullAddress(from) : from;
  const isAddress = typeof source === 'string';
  const name = isAddress ? fileNameOf(source, 'weights') : source instanceof File ? source.name : 'weights';
  const file = isAddress ? new Blob([(await library.downloadFile(source)).bytes]) : source;
  await library.startBackend(backend);
  try {
    const { loaded, current } = networks;
    if (current) {
      const report = loaded
        ? await loaded.loadWeights(file, matching)
        : await library.loadWeightsReport(current, file, matching);
      if (report.share !== 'none') networks.weightsChanged(current);
      return { name, network: current, ...report };
    }
    const options = { targetSize: [targetSize, targetSize] as const, ...(seed !== null && { seed }) };
    const { model, ...report } = await library.courseNetworkWith(file, options, matching);
    networks.loaded = new TrainerModel(library, { model, metadata: null }, name, backend, false);
    return { name, network: model, ...report };
  } catch (error) {
    throw withFileName(error, name);
  }
}
