/**
 * Writes a model as Keras 3's `.keras`: a zip of `metadata.json`, `config.json` and `model.weights.h5`.
 *
 * What Keras would write besides, and this does not: the optimizer's moments (`optimizer/vars/2` and following; the
 * optimizer begins anew), ids of objects that Python shares, `jit_compile`, and arguments that hold the default of
 * Keras 3.16 and are unknown to earlier versions (keras-layer-config.ts).
 */
import type { Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { packArchive } from '../data/archive';
import { makeGroup, makeHdf5, writeArray } from './hdf5';
import { type CompileArguments, compileConfig } from './keras-compile';
import { weightGroups } from './keras-layout';
import type { ModelMetadata } from './tfjs-model';
import { toKerasConfig } from './to-keras-config';

/** The version of Keras whose files these are like. */
const KERAS_VERSION = '3.16.0';

/** What a file can say besides the model. */
export interface KerasSaveOptions {
  /** What Pupila needs to use the model again, in `metadata.json` under `pupila`; Keras does not look at it. */
  metadata?: ModelMetadata | null;
  /** With it, Keras's `load_model` gives a model that is compiled. */
  compile?: CompileArguments | null;
}

/**
 * Saves a model as `.keras`, for `keras.models.load_model`.
 *
 * @returns A zip, to be called `something.keras`.
 * @throws {PupilaError} 'bad-model' naming a layer that Keras 3 does not have.
 * @example
 * const file = await saveKerasModel(model, { compile: { optimizer: { name: 'adam' }, loss: 'binary_crossentropy' } });
 */
export async function saveKerasModel(model: LayersModel, options: KerasSaveOptions = {}): Promise<Blob> {
  const { metadata = null, compile = null } = options;
  const compile_config = compile && compileConfig(compile);
  const config = { ...toKerasConfig(model), ...(compile_config && { compile_config }) };
  const weights = await weightsFile(model, compile_config?.optimizer.config ?? null);
  return packArchive({
    'metadata.json': JSON.stringify({
      keras_version: KERAS_VERSION,
      date_saved: dateSaved(new Date()),
      ...(metadata && { pupila: metadata }),
    }),
    'config.json': JSON.stringify(config),
    'model.weights.h5': weights.buffer,
  });
}

interface Group {
  path: string;
  /** Of what the group belongs to. */
  name: string;
  /** By number, from 0. */
  arrays: Parameters<typeof writeArray>[2][];
}

async function weightsFile(
  model: LayersModel,
  optimizer: Record<string, unknown> | null,
): Promise<Uint8Array<ArrayBuffer>> {
  const groups: Group[] = await Promise.all(
    weightGroups(model.layers).map(async ({ layer, group }) => ({
      path: group,
      name: layer.name,
      arrays: await Promise.all(layer.getWeights().map(arrayOf)),
    })),
  );
  groups.push({ path: 'vars', name: model.name, arrays: [] });
  if (optimizer) groups.push(freshOptimizer(optimizer));
  return makeHdf5((file) => {
    for (const { path, name, arrays } of groups) {
      const group = makeGroup(file, path);
      group.create_attribute('name', name);
      arrays.forEach((array, i) => writeArray(group, String(i), array));
    }
  });
}

async function arrayOf(weight: Tensor): Promise<Group['arrays'][number]> {
  return { shape: weight.shape, data: (await weight.data()) as Float32Array };
}

/** `iterations` and `learning_rate`, which Keras keeps of an optimizer that has not begun. */
function freshOptimizer({ name, learning_rate }: Record<string, unknown>): Group {
  const scalars = [Int32Array.of(0), Float32Array.of(learning_rate as number)];
  return {
    path: 'optimizer/vars',
    name: name as string,
    arrays: scalars.map((data) => ({ shape: [], data })),
  };
}

/** As Keras writes it, by the clock of the reader: 2026-11-23@13:10:46. */
function dateSaved(date: Date): string {
  const local = new Date(date.getTime() - 60_000 * date.getTimezoneOffset());
  return local.toISOString().slice(0, 19).replace('T', '@');
}
