/** Loads a model of any supported format from an address. */
import { interruptedDownload, fetchFile } from '../data/archive/fetch-archive';
import { readModel } from './model-file';
import type { LoadedModel } from './model-format';

/**
 * Loads a model: a `model.json` with its weight files beside it, or any file that `loadModelFile` loads. Starts a
 * backend if none is running.
 *
 * @param url Absolute, or relative to the page.
 * @throws {PupilaError} 'fetch-failed', 'bad-model'.
 * @example
 * const { model, metadata } = await loadAnyModel('runs/first/model.keras');
 */
export async function loadAnyModel(url: string): Promise<LoadedModel> {
  const file = await downloadFile(url);
  return readModel(file.bytes, {
    readBeside: async (path) => (await downloadFile(new URL(path, file.url).href)).bytes,
  });
}

/** Downloads a whole file. The returned `url` is the address after redirects. */
export async function downloadFile(url: string): Promise<{ bytes: Uint8Array<ArrayBuffer>; url: string }> {
  const response = await fetchFile(url);
  const content = await response.arrayBuffer().catch((cause: unknown) => {
    throw interruptedDownload(url, cause);
  });
  return { bytes: new Uint8Array(content), url: response.url };
}
