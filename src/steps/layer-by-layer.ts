/**
 * Computes a model one layer at a time, so that other code can run between two layers. tfjs-layers computes a model in one
 * call. Nested models are entered. Each activation is disposed of after the last layer that it is an input of.
 */
import { type Tensor, cast } from '@tensorflow/tfjs-core';
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { outputLayer, withoutActivation } from '../training/output-head';
import { type Layer, type LayerUse, isModel, usesOf } from '../models/layer-uses';
import type { RunPiece } from './paced-gradients';

/** Computes one layer that is not a model. */
export type CallLayer = (layer: Layer, inputs: Tensor[]) => Tensor | Tensor[];

/** Calls a layer as in inference. */
export const asInference: CallLayer = (layer, inputs) =>
  layer.apply(inputs, { training: false }) as Tensor | Tensor[];

/** Returns `call` without the sigmoid or softmax at the end of the model. */
export function forLogits(model: LayersModel, call: CallLayer): CallLayer {
  const { layer: last } = outputLayer(model);
  return (layer, inputs) => {
    const compute = (): Tensor | Tensor[] => call(layer, inputs);
    return layer === last ? withoutActivation(model, compute) : compute();
  };
}

/**
 * Computes a model.
 *
 * @param inputs The model's inputs. They are not disposed of.
 * @param call Computes a layer.
 * @param piece Runs each layer.
 */
export async function computeLayers(
  model: LayersModel,
  inputs: readonly Tensor[],
  call: CallLayer,
  piece: RunPiece,
): Promise<Tensor[]> {
  const values = new Map<SymbolicTensor, Tensor>();
  for (const [i, input] of model.inputs.entries()) {
    const value = inputs[i] as Tensor;
    values.set(input, value.dtype === input.dtype ? value : await piece(() => cast(value, input.dtype)));
  }
  const uses = usesOf(model);
  const isLast = lastUses(uses, [...model.inputs, ...model.outputs]);
  for (const use of uses) {
    const given = use.inputs.map((input) => values.get(input) as Tensor);
    const results = await computeLayer(use.layer, given, call, piece);
    use.outputs.forEach((output, i) => values.set(output, results[i] as Tensor));
    for (const input of new Set(use.inputs)) if (isLast(input, use)) values.get(input)?.dispose();
  }
  return model.outputs.map((output) => values.get(output) as Tensor);
}

async function computeLayer(
  layer: Layer,
  inputs: Tensor[],
  call: CallLayer,
  piece: RunPiece,
): Promise<Tensor[]> {
  if (!isModel(layer)) return piece(() => [call(layer, inputs)].flat());
  const outputs = await computeLayers(layer, inputs, call, piece);
  // A model may return its input, which is disposed of at another time than the output.
  return piece(() => outputs.map((output) => (inputs.includes(output) ? output.clone() : output)));
}

/** Returns whether a use of a layer is the last one of a tensor. Tensors of `kept` have none. */
function lastUses(
  uses: readonly LayerUse[],
  kept: readonly SymbolicTensor[],
): (tensor: SymbolicTensor, use: LayerUse) => boolean {
  const last = new Map(uses.flatMap((use) => use.inputs.map((input) => [input, use] as const)));
  kept.forEach((tensor) => last.delete(tensor));
  return (tensor, use) => last.get(tensor) === use;
}
