/**
 * Computes a model one layer at a time, so that other code can run between two layers. tfjs-layers computes a model in one
 * call. Nested models are entered. Each activation is disposed of after the last layer that it is an input of.
 */
import { type Tensor, cast } from '@tensorflow/tfjs-core';
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { outputLayer, withoutActivation } from '../training/output-head';
import type { RunPiece } from './paced-gradients';

export type Layer = LayersModel['layers'][number];

/** Computes one layer that is not a model. */
export type CallLayer = (layer: Layer, inputs: Tensor[]) => Tensor | Tensor[];

/** One use of a layer. */
interface LayerUse {
  layer: Layer;
  inputs: readonly SymbolicTensor[];
  outputs: readonly SymbolicTensor[];
}

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

/** Returns the uses of layers in a model, at any depth, that are not models. */
export function layerUsesOf(model: LayersModel): LayerUse[] {
  return usesOf(model).flatMap((use) => (isModel(use.layer) ? layerUsesOf(use.layer) : [use]));
}

/** A shape that starts with the batch. */
type Shape = readonly (number | null)[];

/**
 * Returns the shape of each tensor in a model, at any depth: its own, or if the model takes inputs of any size, that for
 * inputs of `inputShape`. A nested model that is used for several sizes counts with the first.
 *
 * @param inputShape Without the batch.
 */
export function shapesIn(
  model: LayersModel,
  inputShape: readonly (number | null)[],
): (tensor: SymbolicTensor) => Shape {
  const shapes = new Map<SymbolicTensor, Shape>();
  const shapeOf = (tensor: SymbolicTensor): Shape => shapes.get(tensor) ?? tensor.shape;
  const visit = ({ inputs, outputs }: LayersModel, given: readonly Shape[]): Shape[] => {
    inputs.forEach((input, i) => shapes.set(input, given[i] as Shape));
    for (const use of usesOf({ inputs, outputs } as LayersModel)) {
      const from = use.inputs.map(shapeOf);
      const results = isModel(use.layer) ? visit(use.layer, from) : outputShapes(use.layer, from);
      use.outputs.forEach((output, i) => shapes.set(output, results[i] as Shape));
    }
    return outputs.map(shapeOf);
  };
  const [input] = model.inputs;
  if (input?.shape.slice(1).includes(null)) visit(model, [[null, ...inputShape]]);
  return shapeOf;
}

function outputShapes(layer: Layer, inputs: readonly Shape[]): Shape[] {
  const shape = layer.computeOutputShape((inputs.length === 1 ? inputs[0] : inputs) as Shape[] as never);
  return (Array.isArray(shape[0]) ? shape : [shape]) as Shape[];
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

function isModel(layer: Layer): layer is Layer & LayersModel {
  return 'layers' in layer;
}

/**
 * Returns the uses of layers that lead from a model's inputs to its outputs, in tfjs-layers' order, which the order of
 * sums of gradients follows.
 */
function usesOf({ inputs, outputs }: LayersModel): LayerUse[] {
  const visited = new Set<SymbolicTensor>(inputs);
  const uses: LayerUse[] = [];
  const visit = (tensor: SymbolicTensor): void => {
    if (visited.has(tensor)) return;
    [...tensor.inputs].reverse().forEach(visit);
    if (visited.has(tensor)) return;
    const layer = tensor.sourceLayer;
    const node = layer.inboundNodes.find(({ outputTensors }) => outputTensors.includes(tensor));
    const made = node?.outputTensors ?? [tensor];
    made.forEach((output) => visited.add(output));
    uses.push({ layer, inputs: tensor.inputs, outputs: made });
  };
  outputs.forEach(visit);
  return uses;
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
