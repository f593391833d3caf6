/** The uses of a model's layers, in the order of computation. */
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';

export type Layer = LayersModel['layers'][number];

/** One use of a layer. */
export interface LayerUse {
  layer: Layer;
  inputs: readonly SymbolicTensor[];
  outputs: readonly SymbolicTensor[];
}

/** Returns the uses of layers in a model, at any depth, that are not models. */
export function layerUsesOf(model: LayersModel): LayerUse[] {
  return usesOf(model).flatMap((use) => (isModel(use.layer) ? layerUsesOf(use.layer) : [use]));
}

export function isModel(layer: Layer): layer is Layer & LayersModel {
  return 'layers' in layer;
}

/**
 * Returns the uses of layers that lead from a model's inputs to its outputs, in tfjs-layers' order, which the order of
 * sums of gradients follows.
 */
export function usesOf({ inputs, outputs }: LayersModel): LayerUse[] {
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
