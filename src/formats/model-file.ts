/** Models as single files: saves a zip of the tfjs layers format; loads that zip, `.keras` and `.h5`. */
import { PupilaError } from '../core/errors';
import { openArchive, packArchive } from '../data/archive/archive';
import type { Archive } from '../core/types';
import { isZip, loadKerasArchive, loadKerasModel } from './keras-file';
import { type LoadedModel, type SavedModel, loadModel } from './tfjs-model';

/**
 * Packs `model.json` and `weights.bin` into a zip. `loadModelFile` reads it; tfjs reads the unpacked files.
 *
 * @example
 * const zip = await packModel(await saveModel(model, await session.metadata()));
 */
export function packModel({ modelJson, weights }: SavedModel): Promise<Blob> {
  return packArchive({ 'model.json': JSON.stringify(modelJson), 'weights.bin': weights });
}

/**
 * Loads a zip with `model.json`, a `.keras` or a `.h5` file. Detects the format from the content.
 *
 * @throws {PupilaError} 'bad-model'.
 * @example
 * const { model, metadata } = await loadModelFile(input.files[0]);
 */
export async function loadModelFile(file: Blob): Promise<LoadedModel> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (!isZip(bytes)) return { model: await loadKerasModel(bytes), metadata: null };
  try {
    const archive = await openArchive(bytes);
    const json = archive.paths.find((path) => path === 'model.json' || path.endsWith('/model.json'));
    return await (json === undefined ? loadKerasArchive(archive) : unpackModel(archive, json));
  } catch (cause) {
    // The message of 'bad-archive' talks about a data set.
    if (!(cause instanceof PupilaError) || cause.code !== 'bad-archive') throw cause;
    const message = "The model's file cannot be read: it is cut off or damaged; download or save it again.";
    throw new PupilaError('bad-model', message, { cause });
  }
}

async function unpackModel(archive: Archive, json: string): Promise<LoadedModel> {
  const folder = json.slice(0, -'model.json'.length);
  const text = new TextDecoder().decode(await archive.read(json));
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw new PupilaError('bad-model', 'A model.json is JSON; this file is not.', { cause });
  }
  return loadModel(parsed, async (path) => (await archive.read(folder + path)).buffer);
}
