/** Reads and writes the tfjs layers format as files: a zip, or a `model.json` with its weight files beside it. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { PupilaError } from '../core/errors';
import { message } from '../core/message';
import { METADATA_JSON } from './labels-file';
import { teachableMachineMetadata } from './teachable-machine';
import type { LoadedModel, ModelReader, ModelSaveOptions, ModelWriter, OpenedFile } from './model-format';
import { MODEL_JSON, modelJsonIn } from './tfjs-layout';
import { loadModel, saveModel } from './tfjs-model';

/** The format has every layer that tfjs has. */
const check = (): void => undefined;

export const tfjs: ModelReader & ModelWriter = { read, check, write };

async function read(file: OpenedFile): Promise<LoadedModel> {
  const path = modelJsonIn(file.paths);
  const folder = path?.slice(0, -MODEL_JSON.length) ?? '';
  const text = new TextDecoder().decode(path === undefined ? file.bytes : await file.read(path));
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new PupilaError('bad-model', message`A model.json must be JSON; this file is not.`, { cause });
  }
  const loaded = await loadModel(json, async (name) => (await file.read(folder + name)).buffer);
  if (loaded.metadata) return loaded;
  const metadata = await teachableMachineMetadata(loaded.model, METADATA_JSON, (name) =>
    file.read(folder + name),
  );
  return { ...loaded, metadata };
}

async function write(
  model: LayersModel,
  { metadata = null, compile = null }: ModelSaveOptions,
): Promise<[string, ArrayBuffer]> {
  const { modelJson, weights } = await saveModel(model, metadata, compile);
  return [JSON.stringify(modelJson), weights];
}
