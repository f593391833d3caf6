/** Reads `.h5` files of Keras 2 and 3. */
import type { Group } from 'h5wasm';
import { PupilaError } from '../core/errors';
import { message } from '../core/message';
import { h5In } from './h5-layout';
import { LABELS_TXT } from './labels-file';
import { teachableMachineMetadata } from './teachable-machine';
import { type Hdf5Array, readArray, withHdf5 } from './hdf5';
import { buildModel, loadWeights } from './keras-file';
import { savedLoss } from './keras-loss';
import { optimizerState, savedOptimizer } from './keras-optimizer';
import type { Json } from '../models/layers/row';
import { compileConfigOf } from './keras-compile';
import { matchInOrder, setWeights } from './layer-weights';
import { matchWeights, namesIn, savedLayer } from './legacy-weights';
import type { LoadedModel, ModelReader, OpenedFile } from './model-format';

export const h5: ModelReader = { read };

async function read({ bytes: given, paths, read: readFile }: OpenedFile): Promise<LoadedModel> {
  const path = h5In(paths);
  const folder = path?.slice(0, path.lastIndexOf('/') + 1) ?? '';
  const bytes = path === undefined ? given : await readFile(path);
  const [config, version, training] = await withHdf5(bytes, ({ attrs }) =>
    ['model_config', 'keras_version', 'training_config'].map((name) => attrs[name]?.value),
  );
  if (typeof config !== 'string') {
    throw new PupilaError(
      'bad-model',
      message`An .h5 model must have \`model_config\`; this file has only weights. Load the file of their model first, then the weights.`,
    );
  }
  const model = await buildModel(config, version);
  const compile = compileConfigIn(training);
  const optimizer = savedOptimizer(compile);
  const state = await loadWeights(model, bytes, (file) => {
    for (const layer of model.layers) {
      const group = file.get(`model_weights/${layer.name}`) as Group | null;
      setWeights(
        group ? matchWeights(layer, savedLayer(group, layer.name)) : matchInOrder(layer, () => null),
      );
    }
    const shapes = model.trainableWeights.map(({ shape }) => shape as number[]);
    return optimizerState(optimizer, optimizerArraysIn(file), shapes);
  });
  const metadata = await teachableMachineMetadata(model, LABELS_TXT, (name) => readFile(folder + name));
  return { model, metadata, optimizer, optimizerState: state, loss: savedLoss(compile) };
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
  const names = group ? namesIn(group, 'weight_names') : [];
  if (!group || !/(^|\/)iteration(:0)?$/.test(names[0] ?? '')) return [];
  return names.flatMap((name) => readArray(group, name) ?? []);
}
