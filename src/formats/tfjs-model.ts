/** The tfjs layers format: `model.json` and `weights.bin`, with Pupila's metadata. */
import { io } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { backendReady } from '../engines/select';
import { PupilaError, messageOf } from '../core/errors';
import { message } from '../core/message';
import type { Json } from '../models/layers/row';
import { checkGraph } from './check-graph';
import { type SavedCompile, compileConfig, compileConfigOf } from './keras-compile';
import { toTfjsConfig } from './keras-config';
import { savedLoss } from './keras-loss';
import { savedOptimizer } from './keras-optimizer';
import { loadTopology } from './load-topology';
import type { LoadedModel } from './model-format';
import { type ModelMetadata, checkMetadata } from './model-metadata';

/** The two files of a saved model. */
export interface SavedModel {
  /** Content of `model.json`, which refers to `weights.bin` in the same folder. */
  modelJson: object;
  /** Content of `weights.bin`. */
  weights: ArrayBuffer;
}

const WEIGHTS_FILE = 'weights.bin';

/**
 * Saves a model in the tfjs layers format.
 *
 * @param metadata How to prepare pictures for it, as `TrainingSession.metadata` or `loadAnyModel` returns it. Null
 * (default): not known.
 * @param compile The optimizer and the loss, as `TrainingSession.compileArguments` returns them. Null (default): not saved.
 * @returns The contents of two files. `packModel` makes one file of them.
 * @example
 * const { modelJson, weights } = await saveModel(model, await session.metadata());
 */
export async function saveModel(
  model: LayersModel,
  metadata: ModelMetadata | null = null,
  compile: SavedCompile | null = null,
): Promise<SavedModel> {
  let saved: SavedModel | null = null;
  await model.save(
    io.withSaveHandler((artifacts) => {
      const { modelTopology, weightSpecs = [], weightData } = artifacts;
      const modelJson = {
        format: 'layers-model',
        generatedBy: 'Pupila',
        modelTopology,
        weightsManifest: [{ paths: [WEIGHTS_FILE], weights: weightSpecs }],
        ...((metadata ?? compile) && {
          userDefinedMetadata: {
            ...(metadata && { pupila: metadata }),
            ...(compile && { compile_config: compileConfig(compile) }),
          },
        }),
      };
      saved = { modelJson, weights: io.CompositeArrayBuffer.join(weightData) };
      return Promise.resolve({ modelArtifactsInfo: io.getModelArtifactsInfoForJSON(artifacts) });
    }),
  );
  if (!saved) throw new PupilaError('internal', 'internal: tfjs did not save the model');
  return saved;
}

/**
 * Loads a model saved by `saveModel` or by tfjs. Starts a backend if none is running.
 *
 * @param modelJson Content of `model.json`.
 * @param readWeights Returns the content of a weight file, by its path in `model.json`.
 * @throws {PupilaError} 'bad-model'.
 */
export async function loadModel(
  modelJson: unknown,
  readWeights: (path: string) => Promise<ArrayBuffer>,
): Promise<LoadedModel> {
  const json = modelJson as Partial<io.ModelJSON> | null;
  if (json?.format === 'graph-model')
    throw new PupilaError(
      'bad-model',
      message`A model.json must contain a layers model; this one is a graph model, which has no layers to train.`,
    );
  if (!json?.modelTopology || !Array.isArray(json.weightsManifest)) {
    throw new PupilaError(
      'bad-model',
      message`A model.json must have \`modelTopology\` and \`weightsManifest\`; this file does not.`,
    );
  }
  const { weightsManifest, userDefinedMetadata } = json;
  const compile =
    userDefinedMetadata?.['compile_config'] ??
    compileConfigOf((json.modelTopology as Json)['training_config']);
  const metadata = checkMetadata(userDefinedMetadata?.['pupila']);
  const modelTopology = checkedTopology(json.modelTopology);
  const files = await Promise.all(weightsManifest.flatMap(({ paths }) => paths).map(readWeights));
  const depthwise = depthwiseLayers(modelTopology);
  const weightSpecs = weightsManifest.flatMap(({ weights }) =>
    weights.map((spec) => ({ ...spec, name: weightName(spec.name, depthwise) })),
  );
  // Weights are tensors, which need a backend.
  await backendReady();
  try {
    const artifacts = { modelTopology, weightSpecs, weightData: files };
    const model = await loadTopology(artifacts);
    return { model, metadata, optimizer: savedOptimizer(compile), loss: savedLoss(compile) };
  } catch (cause) {
    throw loadError(cause);
  }
}

/** Returns a topology that tfjs-layers reads: that of a model of Keras is converted. */
function checkedTopology(written: Json): object {
  try {
    const { model_config: config, keras_version: version } = written;
    const isKeras = config && !String(version).startsWith('tfjs-layers');
    const topology = isKeras ? toTfjsConfig(config, version) : written;
    checkGraph(topology);
    return topology;
  } catch (cause) {
    // A config that is nested too deeply overflows the stack (RangeError).
    throw cause instanceof PupilaError ? cause : loadError(cause);
  }
}

/** Returns the names of the depthwise convolutions in a topology, at any depth. */
function depthwiseLayers(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const { class_name, config } = value as Json;
  if (class_name === 'DepthwiseConv2D') return [(config as { name: string }).name];
  return Object.values(value).flatMap(depthwiseLayers);
}

/** Returns tfjs-layers' name of a weight. Keras 3 names the kernel of a depthwise convolution as any other. */
function weightName(name: string, depthwise: readonly string[]): string {
  const [layer, weight] = name.split('/').slice(-2);
  if (weight !== 'kernel' || !depthwise.includes(layer as string)) return name;
  return name.replace(/kernel$/, 'depthwise_kernel');
}

const loadError = (cause: unknown): PupilaError =>
  new PupilaError('bad-model', message`The model cannot be loaded: ${messageOf(cause)}`, { cause });
