/** Reads `.h5` files of Keras 2 and 3. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Group } from 'h5wasm';
import { PupilaError } from '../core/errors';
import { message } from '../core/message';
import { layersOf } from '../models/model-layers';
import { type Hdf5Array, readArray, withHdf5 } from './hdf5';
import { buildModel, loadWeights, setWeights } from './keras-file';
import { savedLoss } from './keras-loss';
import { optimizerState, savedOptimizer } from './keras-optimizer';
import type { Json } from '../models/layers/row';
import { compileConfigOf } from './keras-compile';
import type { LoadedModel, ModelReader, OpenedFile } from './model-format';

export const h5: ModelReader = { read };

async function read({ bytes }: OpenedFile): Promise<LoadedModel> {
  const [config, version, training] = await withHdf5(bytes, ({ attrs }) =>
    ['model_config', 'keras_version', 'training_config'].map((name) => attrs[name]?.value),
  );
  if (typeof config !== 'string') {
    throw new PupilaError(
      'bad-model',
      message`An .h5 model must have \`model_config\`; this file has only weights.`,
    );
  }
  const model = await buildModel(config, version);
  const compile = compileConfigIn(training);
  const optimizer = savedOptimizer(compile);
  const state = await loadWeights(model, bytes, (file) => {
    for (const layer of model.layers) {
      const group = file.get(`model_weights/${layer.name}`) as Group | null;
      const names = (group?.attrs['weight_names']?.value ?? []) as string[];
      const read = (name = '') => group && readArray(group, name);
      const { layers } = layer as Partial<LayersModel>;
      if (!layers) setWeights(layer, (i) => read(names[i]));
      else setInnerWeights(layer as LayersModel, names, read);
    }
    const shapes = model.trainableWeights.map(({ shape }) => shape as number[]);
    return optimizerState(optimizer, optimizerArraysIn(file), shapes);
  });
  return { model, metadata: null, optimizer, optimizerState: state, loss: savedLoss(compile) };
}

/** Returns the arguments of `compile`. Null if the model was not compiled. */
function compileConfigIn(training: unknown): Json | null {
  if (typeof training !== 'string') return null;
  try {
    return compileConfigOf(JSON.parse(training));
  } catch {
    return null;
  }
}

/**
 * Returns the optimizer's variables. None for optimizers of Keras before 2.11, which have them in another order: their
 * first one is `iter` or `iterations`.
 */
function optimizerArraysIn(file: Group): Hdf5Array[] {
  const group = file.keys().includes('optimizer_weights') ? (file.get('optimizer_weights') as Group) : null;
  const names = (group?.attrs['weight_names']?.value ?? []) as string[];
  if (!group || !/(^|\/)iteration(:0)?$/.test(names[0] ?? '')) return [];
  return names.flatMap((name) => readArray(group, name) ?? []);
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
