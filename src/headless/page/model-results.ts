/** Writes the model of a run, if its numbers are finite. */
import type { LoadedModel, ModelSaveOptions } from '../../index';
import { WRITABLE_FORMATS, type WritableFormat } from '../../formats/registry';
import { layerWithBadWeights, modelFiles } from '../../internal';
import { CHECKPOINTS, CHECKPOINT_FILES } from '../checkpoint-files';
import { hasResult, put, removeResult } from './exchange';

/**
 * Writes the model in these formats, and removes the files of an earlier run in others. A model with a weight that is NaN or
 * infinite is not written.
 *
 * @returns Why a format was not written.
 */
export async function writeModel(
  network: LoadedModel['model'],
  formats: readonly WritableFormat[],
  options: ModelSaveOptions,
): Promise<string[]> {
  const layer = await layerWithBadWeights(network);
  if (layer === null) return putModel(network, formats, options);
  await Promise.all(WRITABLE_FORMATS.flatMap(({ files }) => files).map(removeResult));
  const found = await Promise.all(CHECKPOINT_FILES.map(hasResult));
  const good = found.some(Boolean)
    ? `The last good state is in the folder ${CHECKPOINTS}.`
    : 'No checkpoint had been made before.';
  return [
    `The model was not written, because the weights of its layer ${layer} are not finite numbers. ${good}`,
  ];
}

/** If a format does not support a layer, returns the reason instead of writing its files. */
async function putModel(
  network: LoadedModel['model'],
  formats: readonly WritableFormat[],
  options: ModelSaveOptions,
): Promise<string[]> {
  const problems: string[] = [];
  for (const { id, files } of WRITABLE_FORMATS) {
    const contents = formats.includes(id)
      ? await modelFiles(network, id, options).catch((error: unknown) => error as Error)
      : [];
    if (contents instanceof Error) problems.push(`${files.join(', ')} was not written. ${contents.message}`);
    if (contents instanceof Error || contents.length === 0) await Promise.all(files.map(removeResult));
    else for (const [path, content] of contents) await put(path, content);
  }
  return problems;
}
