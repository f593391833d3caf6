/** Reads `.keras`, as written by Keras 3 or save-keras.ts. Also what reading a `.h5` shares with it. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { backendReady } from '../engines/select';
import { PupilaError, messageOf } from '../core/errors';
import { message } from '../core/message';
import type { Archive } from '../core/types';
import { checkGraph } from './check-graph';
import { withHdf5 } from './hdf5';
import { toTfjsConfig } from './keras-config';
import { weightGroups } from './keras-layout';
import { savedLoss } from './keras-loss';
import { optimizerState, savedOptimizer } from './keras-optimizer';
import { matchInOrder, setWeights } from './layer-weights';
import type { LoadedModel } from './model-format';
import { loadTopology } from './load-topology';
import { checkMetadata } from './model-metadata';
import { arraysOf, weightStoreIn } from './weight-store';

/**
 * Loads an unpacked `.keras` file with Pupila's metadata.
 *
 * @throws {PupilaError} 'bad-model' if it is damaged or has a layer that tfjs-layers does not support.
 */
export async function loadKerasArchive(archive: Archive): Promise<LoadedModel> {
  const missing = ['config.json', 'model.weights.h5'].find((path) => !archive.paths.includes(path));
  if (missing)
    throw new PupilaError('bad-model', message`A .keras file must contain ${missing}; this one does not.`);
  const { keras_version, pupila } = await metadataIn(archive);
  const metadata = checkMetadata(pupila);
  const weights = await archive.read('model.weights.h5');
  const config = await readText(archive, 'config.json');
  const model = await buildModel(config, keras_version);
  const { compile_config } = parse(config) as { compile_config?: unknown };
  const optimizer = savedOptimizer(compile_config);
  const state = await loadWeights(model, weights, (file) => {
    const store = weightStoreIn(file);
    for (const { path, layer, isModel } of weightGroups(model.layers)) {
      const arrays = arraysOf(store, path);
      if (!isModel) setWeights(matchInOrder(layer, (i) => arrays[i] ?? null));
    }
    const shapes = model.trainableWeights.map(({ shape }) => shape as number[]);
    return optimizerState(optimizer, arraysOf(store, 'optimizer/vars'), shapes);
  });
  return { model, metadata, optimizer, optimizerState: state, loss: savedLoss(compile_config) };
}

/** Reads `metadata.json`: Keras's version, and Pupila's metadata if Pupila wrote it. */
async function metadataIn(archive: Archive): Promise<{ keras_version?: unknown; pupila?: unknown }> {
  if (!archive.paths.includes('metadata.json')) return {};
  return (parse(await readText(archive, 'metadata.json')) as object | null) ?? {};
}

async function readText(archive: Archive, path: string): Promise<string> {
  return new TextDecoder().decode(await archive.read(path));
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new PupilaError(
      'bad-model',
      message`The config of a model must be JSON; the one in this file is not.`,
      { cause },
    );
  }
}

/** Loads the weights from an HDF5 file. Disposes of the model on failure. */
export async function loadWeights<T>(
  model: LayersModel,
  weights: Uint8Array,
  set: Parameters<typeof withHdf5<T>>[1],
): Promise<T> {
  try {
    return await withHdf5(weights, set);
  } catch (error) {
    model.dispose();
    throw error;
  }
}

/** Builds a model with initial weights from Keras's config. `version` is Keras's, for `toTfjsConfig`. */
export async function buildModel(json: string, version: unknown): Promise<LayersModel> {
  // Weights are tensors, which need a backend.
  await backendReady();
  const config = parse(json);
  try {
    const modelTopology = toTfjsConfig(config, version) as object;
    checkGraph(modelTopology);
    return await loadTopology({ modelTopology });
  } catch (cause) {
    if (cause instanceof PupilaError) throw cause;
    throw new PupilaError('bad-model', message`The model cannot be built: ${messageOf(cause)}`, { cause });
  }
}
