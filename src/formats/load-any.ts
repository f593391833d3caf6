/** Loads a model of any supported format from an address. */
import { PupilaError } from '../core/errors';
import { interruptedDownload, fetchFile } from '../data/archive/fetch-archive';
import { loadModelFile } from './model-file';
import { type LoadedModel, loadModel } from './tfjs-model';

/**
 * Loads a `model.json` with its weight files, a zip of both, a `.keras` or a `.h5` file. Starts a backend if none is
 * running.
 *
 * @param url Absolute, or relative to the page.
 * @throws {PupilaError} 'fetch-failed', 'bad-model'.
 * @example
 * const { model, metadata } = await loadAnyModel('runs/first/model.keras');
 */
export async function loadAnyModel(url: string): Promise<LoadedModel> {
  const file = await download(url);
  if (!/\.json($|\?)/.test(url)) return loadModelFile(file.blob);
  let json: unknown;
  try {
    json = JSON.parse(await file.blob.text());
  } catch (cause) {
    throw new PupilaError('bad-model', 'A model.json is JSON; this file is not.', { cause });
  }
  return loadModel(json, async (path) => (await download(new URL(path, file.url).href)).blob.arrayBuffer());
}

/** Downloads a whole file. The returned `url` is the address after redirects. */
async function download(url: string): Promise<{ blob: Blob; url: string }> {
  const response = await fetchFile(url);
  const blob = await response.blob().catch((cause: unknown) => {
    throw interruptedDownload(url, cause);
  });
  return { blob, url: response.url };
}
