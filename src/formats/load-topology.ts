/** Builds a model with tfjs-layers, with the layers and the states that tfjs-layers does not restore. */
import { type Variable, dispose, io } from '@tensorflow/tfjs-core';
import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers';
import type { Json } from '../models/layers/row';
import '../models/layers/registry';
import { separateInputs } from '../models/separate-inputs';

/**
 * Builds a model, with its weights if there are any.
 *
 * @throws An error of tfjs-layers.
 */
export async function loadTopology(artifacts: io.ModelArtifacts): Promise<LayersModel> {
  const model = await loadLayersModel({ load: () => Promise.resolve(artifacts) });
  const topology = artifacts.modelTopology as Json;
  freeze(model, (topology['model_config'] ?? topology) as Json);
  restoreConstrained(model, artifacts);
  separateInputs(model);
  return model;
}

/** Sets weights with a constraint as they are in the file. tfjs-layers applies the constraint when it sets them. */
function restoreConstrained(model: LayersModel, { weightSpecs, weightData }: io.ModelArtifacts): void {
  const constrained = model.weights.filter(({ constraint }) => constraint);
  if (!weightSpecs || !weightData || constrained.length === 0) return;
  const weights = io.decodeWeights(weightData, weightSpecs);
  for (const weight of constrained) {
    const values = weights[weight.originalName];
    if (values) (weight.read() as Variable).assign(values);
  }
  dispose(weights);
}

/** Freezes the models whose config says so. tfjs-layers restores `trainable` of layers only. */
function freeze(model: LayersModel, { config }: Json): void {
  const { layers = [], trainable } = (config ?? {}) as { layers?: Json[]; trainable?: boolean };
  for (const layer of layers) {
    const { name } = layer['config'] as { name: string };
    const inner = model.layers.find((each) => each.name === name) as Partial<LayersModel> | undefined;
    if (inner?.layers) freeze(inner as LayersModel, layer);
  }
  if (trainable === false) model.trainable = false;
}
