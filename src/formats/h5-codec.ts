/** Reads `.h5` files of Keras 2 and 3, without the optimizer's state. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Group } from 'h5wasm';
import { PupilaError } from '../core/errors';
import { message } from '../core/message';
import { layersOf } from '../models/model-layers';
import { type Hdf5Array, readArray, withHdf5 } from './hdf5';
import { buildModel, loadWeights, setWeights } from './keras-file';
import type { LoadedModel, ModelReader, OpenedFile } from './model-format';

export const h5: ModelReader = { read };

async function read({ bytes }: OpenedFile): Promise<LoadedModel> {
  const [config, version] = await withHdf5(bytes, ({ attrs }) =>
    ['model_config', 'keras_version'].map((name) => attrs[name]?.value),
  );
  if (typeof config !== 'string') {
    throw new PupilaError(
      'bad-model',
      message`An .h5 model must have \`model_config\`; this file has only weights.`,
    );
  }
  const model = await buildModel(config, version);
  await loadWeights(model, bytes, (file) => {
    for (const layer of model.layers) {
      const group = file.get(`model_weights/${layer.name}`) as Group | null;
      const names = (group?.attrs['weight_names']?.value ?? []) as string[];
      const read = (name = '') => group && readArray(group, name);
      const { layers } = layer as Partial<LayersModel>;
      if (!layers) setWeights(layer, (i) => read(names[i]));
      else setInnerWeights(layer as LayersModel, names, read);
    }
  });
  return { model, metadata: null };
}

/** Sets the weights of a nested model, all of which are in the group of the outermost one: `conv2d/kernel:0`, … */
function setInnerWeights(
  model: LayersModel,
  names: readonly string[],
  read: (name: string | undefined) => Hdf5Array | null,
): void {
  for (const { layer } of layersOf(model)) {
    const own = names.filter((name) => name.split('/').at(-2) === layer.name);
    setWeights(layer, (i) => read(own[i]));
  }
}
