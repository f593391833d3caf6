/** Loads a model from an address, whatever its format. */
import { PupilaError } from '../core/errors';
import { interruptedDownload, fetchFile } from '../data/archive/fetch-archive';
import { loadModelFile } from './model-file';
import { type LoadedModel, loadModel } from './tfjs-model';

/**
 * Loads `model.json` (with the weight files beside it), a zip of both, `.keras` or `.h5`. Starts a backend where none was
 * started.
 *
 * @param url Address of the file, absolute or relative to the page.
 * @throws {PupilaError} 'fetch-failed', 'bad-model'.
 */
export async function loadAnyModel(url: string): Promise<LoadedModel> {
  const file = await get(url);
  if (!/\.json($|\?)/.test(url)) return loadModelFile(file.blob);
  let json: unknown;
  try {
    json = JSON.parse(await file.blob.text());
  } catch (cause) {
    throw new PupilaError('bad-model', 'A model.json is JSON; this file is not.', { cause });
  }
  return loadModel(json, async (path) => (await get(new URL(path, file.url).href)).blob.arrayBuffer());
}

/** A whole file, and the address that it came from in the end. */
async function get(url: string): Promise<{ blob: Blob; url: string }> {
  const response = await fetchFile(url);
  const blob = await response.blob().catch((cause: unknown) => {
    throw interruptedDownload(url, cause);
  });
  return { blob, url: response.url };
}
