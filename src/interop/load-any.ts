/** Loads a model from an address, whatever its format. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { PupilaError } from '../core/errors';
import { loadKerasModel } from './keras-file';
import { type ModelMetadata, loadModel } from './tfjs-model';

/** A model, and what is known about its use; null where the file does not say. */
export interface LoadedModel {
  model: LayersModel;
  metadata: ModelMetadata | null;
}

/**
 * Loads `model.json` (with the weight files beside it), `.keras` or `.h5`.
 *
 * @param url Address of the file.
 * @throws {PupilaError} 'fetch-failed', 'bad-model'.
 */
export async function loadAnyModel(url: string): Promise<LoadedModel> {
  if (!/\.json($|\?)/.test(url)) {
    const bytes = new Uint8Array(await (await get(url)).arrayBuffer());
    return { model: await loadKerasModel(bytes), metadata: null };
  }
  const response = await get(url);
  const json: unknown = await response.json().catch(() => {
    throw new PupilaError('bad-model', 'A model.json is JSON; this file is not.');
  });
  return loadModel(json, async (path) => (await get(new URL(path, response.url).href)).arrayBuffer());
}

async function get(url: string): Promise<Response> {
  const response = await fetch(url);
  if (!response.ok)
    throw new PupilaError('fetch-failed', `The server answered ${response.status}. Received: url=${url}`);
  return response;
}
