/** Reads files of weights, as Keras's `load_weights`: checks all of them, then sets the variables of a model. */
import type { LayersModel, layers } from '@tensorflow/tfjs-layers';
import type { Group } from 'h5wasm';
import { PupilaError, withReceived } from '../core/errors';
import { type Message, message } from '../core/message';
import { openArchive } from '../data/archive/archive';
import { asBadModel } from './bad-model';
import { layersOf } from '../models/model-layers';
import { type Hdf5Array, withHdf5 } from './hdf5';
import { weightGroups } from './keras-layout';
import { optimizerVariables } from './keras-optimizer';
import { type WeightMatch, matchInOrder, setWeights, shapeProblem } from './layer-weights';
import { readModel } from './model-file';
import type { LoadedModel } from './model-format';
import { type SavedLayer, legacyWeightsIn, matchWeights, savedLayers } from './legacy-weights';
import { modelJsonIn } from './tfjs-layout';
import { arraysOf, layerCount, weightStoreIn } from './weight-store';

type Layer = layers.Layer;

/** Arguments of `loadWeightsFile`. */
export interface LoadWeightsOptions {
  /** Sets the layers whose names are in the file, and no others. Only for `.h5` files with names. Default false. */
  byName?: boolean;
  /** Skips weights that do not fit, instead of an error. Default false. */
  skipMismatch?: boolean;
}

/** What came of loading weights. */
export interface WeightsReport {
  /** What was skipped, and why. */
  skipped: readonly Message[];
  /** How many of the model's weights were set. */
  share: 'all' | 'some' | 'none';
}

type Options = Required<LoadWeightsOptions>;

/** What is set, and what does not fit. */
interface Plan {
  matches: WeightMatch[];
  skipped: Message[];
}

/** A model, and the optimizer that it was compiled with, if any. */
type Target = Pick<LoadedModel, 'model' | 'optimizer' | 'optimizerState'>;

/** Loads weights into a model, and the state of its optimizer, for `loadWeightsFile`. */
export async function readWeights(
  target: Target,
  bytes: Uint8Array<ArrayBuffer>,
  options: Options,
): Promise<WeightsReport> {
  const { model } = target;
  const source = await tfjsModelIn(bytes);
  if (source) {
    const plan: Plan = { matches: [], skipped: [] };
    const layers = layersOf(model).map(({ layer }) => layer);
    if (options.byName) planByName(plan, layers, await layersIn(source), options);
    else planInOrder(plan, layers, await layersIn(source), options);
    source.dispose();
    setWeights(plan.matches);
    return reportOf(model, plan);
  }
  return withHdf5(await hdf5In(bytes), (weights) => {
    const legacy = legacyWeightsIn(weights);
    const plan: Plan = { matches: [], skipped: [] };
    if (legacy) checkBackend(legacy);
    if (legacy && options.byName) planByName(plan, model.layers, savedLayers(legacy), options);
    else if (legacy) planInOrder(plan, model.layers, savedLayers(legacy), options);
    else planGroups(plan, model, weights, options);
    setWeights(plan.matches);
    // As in Keras, the state that an .h5 file has is not loaded with its weights.
    if (!legacy) setOptimizer(target, arraysOf(weightStoreIn(weights), 'optimizer/vars'), plan);
    return reportOf(model, plan);
  });
}

function reportOf(model: LayersModel, { matches, skipped }: Plan): WeightsReport {
  const all = layersOf(model).flatMap(({ layer }) => layer.weights).length;
  return { skipped, share: matches.length === 0 ? 'none' : matches.length < all ? 'some' : 'all' };
}

/** Sets the state and the learning rate of the optimizer to those of the file, if they fit. Otherwise it keeps its own. */
function setOptimizer(target: Target, arrays: readonly Hdf5Array[], { skipped }: Plan): void {
  const { optimizer = null, model } = target;
  if (!optimizer || optimizer.name === null || arrays.length === 0) return;
  const shapes = model.trainableWeights.map(({ shape }) => shape as number[]);
  const variables = optimizerVariables(optimizer, arrays, shapes);
  if (!variables)
    return void skipped.push(
      message`The optimizer keeps its state: the state in the weights file belongs to another optimizer or to other weights.`,
    );
  const { learningRate, state } = variables;
  if (learningRate !== null) target.optimizer = { ...optimizer, learningRate };
  target.optimizerState = state;
}

/** Returns the number of units of the last layer, for `outputUnits`. */
export async function readOutputUnits(bytes: Uint8Array<ArrayBuffer>): Promise<number | null> {
  const source = await tfjsModelIn(bytes);
  if (source) {
    const units = source.outputs[0]?.shape.at(-1) ?? null;
    source.dispose();
    return units;
  }
  return withHdf5(await hdf5In(bytes), (weights) => {
    const legacy = legacyWeightsIn(weights);
    const last = legacy && savedLayers(legacy).findLast(({ weightNames }) => weightNames.length > 0);
    const array = last
      ? last.read(last.weightNames.at(-1) as string)
      : arraysOf(weightStoreIn(weights), 'layers/dense_1/vars')[1];
    return array?.shape.at(-1) ?? null;
  });
}

/** Reads a zip of the tfjs layers format. Null for other files. */
async function tfjsModelIn(bytes: Uint8Array<ArrayBuffer>): Promise<LayersModel | null> {
  if (!isZip(bytes)) return null;
  const { paths } = await openZip(bytes);
  return modelJsonIn(paths) === undefined ? null : (await readModel(bytes)).model;
}

/** Returns the layers of a model with their weights, at any depth. */
function layersIn(model: LayersModel): Promise<SavedLayer[]> {
  return Promise.all(
    layersOf(model).map(async ({ layer: { name, weights } }) => {
      const arrays = await Promise.all(
        weights.map(async (weight) => ({
          shape: weight.shape as number[],
          data: (await weight.read().data()) as Float32Array,
        })),
      );
      const weightNames = arrays.map((_, i) => String(i));
      return { name, weightNames, read: (index: string) => arrays[Number(index)] ?? null };
    }),
  );
}

const isZip = (bytes: Uint8Array): boolean => bytes[0] === 0x50 && bytes[1] === 0x4b;

const openZip = (bytes: Uint8Array<ArrayBuffer>) =>
  openArchive(bytes).catch((cause: unknown) => {
    throw asBadModel(cause);
  });

/** Returns the HDF5 file with the weights: the file itself, or the one in a `.keras` file. */
async function hdf5In(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const start = String.fromCharCode(...bytes.subarray(0, 4));
  if (start === '\x89HDF') return bytes;
  if (!isZip(bytes)) throw noWeights();
  const archive = await openZip(bytes);
  if (!archive.paths.includes('model.weights.h5')) throw noWeights();
  return archive.read('model.weights.h5');
}

const noWeights = (): PupilaError =>
  new PupilaError(
    'bad-model',
    message`A file of weights must be a .weights.h5, .h5 or .keras file of Keras, or a zip of a model.json; this file is not.`,
  );

/** Keras on Theano turned the kernels of convolutions by 180 degrees. */
function checkBackend({ attrs }: Group): void {
  const backend = attrs['backend']?.value;
  if (backend !== 'theano') return;
  const rule = message`The weights must not come from Keras on Theano, which rotated the kernels.`;
  throw new PupilaError('bad-model', withReceived(rule, { backend }));
}

/** Keras skips single weights of another shape. Other numbers of layers or weights are errors. */
function planInOrder(plan: Plan, layers: Layer[], saved: SavedLayer[], { skipMismatch }: Options): void {
  const targets = layers.filter(({ weights }) => weights.length > 0);
  const sources = saved.filter(({ weightNames }) => weightNames.length > 0);
  checkLayerCount(targets.length, sources.length);
  targets.forEach((layer, i) => {
    const source = sources[i] as SavedLayer;
    const problem = countProblem(layer, source.weightNames.length, source.name);
    if (problem) throw new PupilaError('bad-model', problem);
    planWeights(plan, matchWeights(layer, source), skipMismatch);
  });
}

/** Keras skips single weights of another shape, and layers with another number of weights. */
function planByName(plan: Plan, layers: Layer[], saved: SavedLayer[], { skipMismatch }: Options): void {
  const sources = new Map(saved.map((source) => [source.name, source]));
  const named = layers.filter(({ name, weights }) => weights.length > 0 && sources.has(name));
  if (named.length === 0) {
    const rule = message`The names of layers in the file must be those of the model, at least one.`;
    const names = saved.map(({ name }) => name).slice(0, 5);
    throw new PupilaError('bad-model', withReceived(rule, { names }));
  }
  for (const layer of named) {
    const source = sources.get(layer.name) as SavedLayer;
    const problem = countProblem(layer, source.weightNames.length, source.name);
    if (problem) refuse(plan, problem, skipMismatch);
    else planWeights(plan, matchWeights(layer, source), skipMismatch);
  }
}

/** Plans the weights of a `.weights.h5` or `.keras` file of Keras 3. Keras skips whole layers. */
function planGroups(plan: Plan, model: LayersModel, file: Group, { byName, skipMismatch }: Options): void {
  const store = weightStoreIn(file);
  if (![...store.keys()].some((path) => path.startsWith('layers/'))) throw noWeights();
  if (byName)
    throw new PupilaError(
      'bad-model',
      message`Loading by name needs an .h5 file with the names of its layers; a .weights.h5 or .keras file has none.`,
    );
  const targets = weightGroups(model.layers).filter(({ isModel, layer }) => !isModel && layer.weights.length);
  if (!skipMismatch) checkLayerCount(targets.length, layerCount(store));
  for (const { path, layer } of targets) {
    const arrays = arraysOf(store, path);
    const problem = countProblem(layer, arrays.length, path);
    if (problem) refuse(plan, problem, skipMismatch);
    else {
      const own: Plan = { matches: [], skipped: [] };
      const matches = matchInOrder(layer, (i) => arrays[i] ?? null);
      planWeights(own, matches, skipMismatch);
      plan.skipped.push(...own.skipped.slice(0, 1));
      if (own.skipped.length === 0) plan.matches.push(...own.matches);
    }
  }
}

function planWeights(plan: Plan, matches: readonly WeightMatch[], skipMismatch: boolean): void {
  for (const match of matches) {
    const problem = shapeProblem(match);
    if (problem) refuse(plan, problem, skipMismatch);
    else plan.matches.push(match);
  }
}

function checkLayerCount(expected: number, received: number): void {
  if (expected === received) return;
  const rule = message`The file must have the weights of ${expected} layers, as the model has.`;
  throw new PupilaError('bad-model', withReceived(rule, { layers: received }));
}

function countProblem({ name, weights }: Layer, received: number, saved: string): Message | null {
  if (weights.length === received) return null;
  const rule = message`Layer ${name} must have ${weights.length} weights in the file.`;
  return withReceived(rule, { weights: received, layer: saved });
}

function refuse({ skipped }: Plan, problem: Message, skipMismatch: boolean): void {
  if (!skipMismatch) throw new PupilaError('bad-model', problem);
  skipped.push(message`Weights were skipped. ${problem}`);
}
