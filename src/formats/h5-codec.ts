/** Reads `.h5` files of Keras 2 and 3, without the optimizer's state. */
import type { Group } from 'h5wasm';
import { PupilaError } from '../core/errors';
import { message } from '../core/message';
import { readArray, withHdf5 } from './hdf5';
import { buildModel, loadWeights, setWeights } from './keras-file';
import type { LoadedModel, ModelReader, OpenedFile } from './model-format';

export const h5: ModelReader = { read };

async function read({ bytes }: OpenedFile): Promise<LoadedModel> {
  const config = await withHdf5(bytes, (file) => file.attrs['model_config']?.value);
  if (typeof config !== 'string') {
    throw new PupilaError(
      'bad-model',
      message`An .h5 model must have \`model_config\`; this file has only weights.`,
    );
  }
  const model = await buildModel(config);
  await loadWeights(model, bytes, (file) => {
    for (const layer of model.layers) {
      const group = file.get(`model_weights/${layer.name}`) as Group | null;
      const names = (group?.attrs['weight_names']?.value ?? []) as string[];
      setWeights(layer, (i) => group && readArray(group, names[i] ?? ''));
    }
  });
  return { model, metadata: null };
}
