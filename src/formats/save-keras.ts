/**
 * Writes a model in Keras 3's `.keras` format: a zip of `metadata.json`, `config.json` and `model.weights.h5`.
 *
 * Differences from a file that Keras writes: no ids of shared Python objects, no `jit_compile`, and no arguments that
 * have the default value of Keras 3.16 and are unknown to earlier versions (see keras-layer-config.ts).
 */
import type { Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { packArchive } from '../data/archive/archive';
import { type WeightArray, makeGroup, makeHdf5, writeArray } from './hdf5';
import { type CompileArguments, type SavedCompile, compileJson } from './keras-compile';
import { weightGroups } from './keras-layout';
import { optimizerArrays, optimizerObject } from './keras-optimizer';
import type { ModelMetadata } from './model-metadata';
import { toKerasConfig } from './to-keras-config';

/** The Keras version whose file format this follows. */
const KERAS_VERSION = '3.16.0';

/** Optional contents of the file. */
export interface KerasSaveOptions {
  /** Saved in `metadata.json` under `pupila`, which Keras ignores. */
  metadata?: ModelMetadata | null;
  /** If it has an optimizer, Keras's `load_model` returns a compiled model. */
  compile?: SavedCompile | null;
}

/**
 * Saves a model as `.keras`, for `keras.models.load_model`.
 *
 * @returns A zip. Its file name must end in `.keras`.
 * @throws {PupilaError} 'bad-model' naming a layer that Keras 3 does not support.
 * @example
 * const file = await saveKerasModel(model, { compile: { optimizer: { name: 'adam' }, loss: 'binary_crossentropy' } });
 */
export async function saveKerasModel(model: LayersModel, options: KerasSaveOptions = {}): Promise<Blob> {
  const { metadata = null } = options;
  const compile = completeCompile(options);
  const network = JSON.stringify(toKerasConfig(model));
  const config = compile ? `${network.slice(0, -1)},"compile_config":${compileJson(compile)}}` : network;
  const weights = await saveKerasWeights(model, options);
  return packArchive({
    'metadata.json': JSON.stringify({
      keras_version: KERAS_VERSION,
      date_saved: dateSaved(new Date()),
      ...(metadata && { pupila: metadata }),
    }),
    'config.json': config,
    'model.weights.h5': weights.buffer,
  });
}

/**
 * Saves weights as `.weights.h5`, for `load_weights` of a model in Keras: also the optimizer's state, as Keras does.
 *
 * @param options `compile` has the optimizer.
 */
export async function saveKerasWeights(
  model: LayersModel,
  options: Pick<KerasSaveOptions, 'compile'> = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const compile = completeCompile(options);
  const shapes = model.trainableWeights.map(({ shape }) => shape as number[]);
  const optimizer = compile && {
    path: 'optimizer/vars',
    name: optimizerObject(compile.optimizer).config['name'] as string,
    arrays: optimizerArrays(compile.optimizer, compile.state ?? null, shapes),
  };
  return weightsFile(model, optimizer);
}

const completeCompile = ({ compile }: KerasSaveOptions): CompileArguments | null =>
  isComplete(compile) ? compile : null;

/** Keras writes a model that was compiled without an optimizer, and its `load_model` fails on the file. */
const isComplete = (compile: SavedCompile | null | undefined): compile is CompileArguments =>
  !!compile?.optimizer;

/** A group of `model.weights.h5`. */
interface Group {
  path: string;
  /** Name of the layer, model or optimizer. */
  name: string;
  /** Written as '0', '1', … */
  arrays: WeightArray[];
}

async function weightsFile(model: LayersModel, optimizer: Group | null): Promise<Uint8Array<ArrayBuffer>> {
  const groups: Group[] = await Promise.all(
    weightGroups(model.layers).map(async ({ path, layer, isModel }) => ({
      path,
      name: layer.name,
      arrays: isModel ? [] : await Promise.all(layer.getWeights().map(arrayOf)),
    })),
  );
  groups.push({ path: 'vars', name: model.name, arrays: [] });
  if (optimizer) groups.push(optimizer);
  return makeHdf5((file) => {
    for (const { path, name, arrays } of groups) {
      const group = makeGroup(file, path);
      group.create_attribute('name', name);
      arrays.forEach((array, i) => writeArray(group, String(i), array));
    }
  });
}

async function arrayOf(weight: Tensor): Promise<WeightArray> {
  return { shape: weight.shape, data: (await weight.data()) as Float32Array };
}

/** Returns the local time in Keras's format: 2026-11-23@13:10:46. */
function dateSaved(date: Date): string {
  const local = new Date(date.getTime() - 60_000 * date.getTimezoneOffset());
  return local.toISOString().slice(0, 19).replace('T', '@');
}
