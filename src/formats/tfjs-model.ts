/** The tfjs layers format: `model.json` and `weights.bin`, with what Pupila needs to use the model again. */
import { io } from '@tensorflow/tfjs-core';
import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers';
import { backendReady } from '../engines/select';
import { PupilaError } from '../core/errors';
import type { OptimizerConfig } from '../options/optimizer-config';
import type { OptimizerState } from '../training/train-step';
import { checkGraph } from './check-graph';
import { type ModelMetadata, checkMetadata } from './model-metadata';

/** A model, and what is known about its use; null where the file does not say. */
export interface LoadedModel {
  model: LayersModel;
  metadata: ModelMetadata | null;
  /** How it was compiled; `.keras` files alone have it. */
  optimizer?: OptimizerConfig | null;
  /** Where training stood; `.keras` files alone have it. */
  optimizerState?: OptimizerState | null;
}

/** The two files of a saved model. */
export interface SavedModel {
  /** Content of `model.json`; refers to `weights.bin` beside it. */
  modelJson: object;
  /** Content of `weights.bin`. */
  weights: ArrayBuffer;
}

const WEIGHTS_FILE = 'weights.bin';

/** Saves a model with its metadata. */
export async function saveModel(model: LayersModel, metadata: ModelMetadata): Promise<SavedModel> {
  let saved: SavedModel | null = null;
  await model.save(
    io.withSaveHandler((artifacts) => {
      const { modelTopology, weightSpecs = [], weightData } = artifacts;
      const modelJson = {
        format: 'layers-model',
        generatedBy: 'Pupila',
        modelTopology,
        weightsManifest: [{ paths: [WEIGHTS_FILE], weights: weightSpecs }],
        userDefinedMetadata: { pupila: metadata },
      };
      saved = { modelJson, weights: io.CompositeArrayBuffer.join(weightData) };
      return Promise.resolve({ modelArtifactsInfo: io.getModelArtifactsInfoForJSON(artifacts) });
    }),
  );
  if (!saved) throw new PupilaError('internal', 'internal: tfjs did not save the model');
  return saved;
}

/**
 * Loads what `saveModel`, or tfjs itself, saved. Starts a backend where none was started.
 *
 * @param modelJson Content of `model.json`.
 * @param readWeights Gives the content of one weight file, named as in `model.json`.
 * @throws {PupilaError} 'bad-model'.
 */
export async function loadModel(
  modelJson: unknown,
  readWeights: (path: string) => Promise<ArrayBuffer>,
): Promise<LoadedModel> {
  const json = modelJson as Partial<io.ModelJSON> | null;
  if (!json?.modelTopology || !Array.isArray(json.weightsManifest)) {
    throw new PupilaError(
      'bad-model',
      'A model.json has `modelTopology` and `weightsManifest`; this file does not.',
    );
  }
  const { modelTopology, weightsManifest, userDefinedMetadata } = json;
  const metadata = checkMetadata(userDefinedMetadata?.['pupila']);
  checkTopology(modelTopology);
  const files = await Promise.all(weightsManifest.flatMap(({ paths }) => paths).map(readWeights));
  const weightSpecs = weightsManifest.flatMap(({ weights }) => weights);
  // Weights are tensors.
  await backendReady();
  try {
    const artifacts = { modelTopology, weightSpecs, weightData: files };
    const model = await loadLayersModel({ load: () => Promise.resolve(artifacts) });
    return { model, metadata };
  } catch (cause) {
    throw cannotLoad(cause);
  }
}

function checkTopology(modelTopology: unknown): void {
  try {
    checkGraph(modelTopology);
  } catch (cause) {
    // What is nested too deep for the stack is no PupilaError.
    throw cause instanceof PupilaError ? cause : cannotLoad(cause);
  }
}

const cannotLoad = (cause: unknown): PupilaError =>
  new PupilaError('bad-model', `The model cannot be loaded: ${(cause as Error).message}`, { cause });
