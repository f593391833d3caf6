/** Loads a model from an address, whatever its format. */
import { PupilaError } from '../core/errors';
import { loadModelFile } from './model-file';
import { type LoadedModel, loadModel } from './tfjs-model';

/**
 * Loads `model.json` (with the weight files beside it), a zip of both, `.keras` or `.h5`.
 *
 * @param url Address of the file.
 * @throws {PupilaError} 'fetch-failed', 'bad-model'.
 */
export async function loadAnyModel(url: string): Promise<LoadedModel> {
  if (!/\.json($|\?)/.test(url)) {
    return loadModelFile(await (await get(url)).blob());
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
