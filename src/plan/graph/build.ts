/** Makes the graph of a model: its layers, nested ones too, as operations on one picture. */
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { message } from '../../core/message';
import { isModel, usesOf } from '../../models/layer-uses';
import { removableHead } from '../../training/output-head';
import { type Layer, NoPlan } from '../layer-chain';
import { addWithChannelsLast, isChannelsFirst } from './channels-first';
import type { Graph, Value } from './graph';
import { GraphBuilder } from './graph-builder';
import { LAYER_NODES } from './layer-nodes';
import { augmentationOf } from './augmentation';

/** @throws {NoPlan} for a model that has no graph. */
export function graphOf(model: LayersModel, inputShape?: readonly (number | null)[]): Graph {
  const [input, ...others] = model.inputs;
  if (!input || others.length > 0 || model.outputs.length !== 1)
    throw new NoPlan(message`it has several inputs or outputs`);
  const augmentation = augmentationOf(model);
  const builder = new GraphBuilder(model, inputShape, augmentation.output);
  const values = new Map([[input, 0]]);
  addModel(builder, model, values, augmentation.layers);
  const last = values.get(model.outputs[0] as SymbolicTensor) as Value;
  const trained = model.trainableWeights.length;
  const indices = [...augmentation.layers].map((layer) => builder.indexOf(layer));
  return {
    nodes: builder.nodes.slice(0, last + 1),
    trained,
    head: removableHead(model),
    augmentation: indices,
  };
}

/** Adds the layers of a model. `values` has those of its inputs, and gets all others. `done` is left out. */
function addModel(
  builder: GraphBuilder,
  model: LayersModel,
  values: Map<SymbolicTensor, Value>,
  done: ReadonlySet<Layer>,
): void {
  for (const { layer, inputs, outputs } of usesOf(model)) {
    const given = inputs.map((input) => values.get(input) as Value);
    if (isModel(layer)) {
      const inner = new Map(layer.inputs.map((input, i) => [input, given[i] as Value]));
      addModel(builder, layer, inner, done);
      outputs.forEach((output, i) => {
        values.set(output, inner.get(layer.outputs[i] as SymbolicTensor) as Value);
      });
      continue;
    }
    const [output] = outputs as [SymbolicTensor];
    values.set(output, done.has(layer) ? 0 : addLayer(builder, layer, given, output));
  }
}

function addLayer(builder: GraphBuilder, layer: Layer, inputs: Value[], output: SymbolicTensor): Value {
  const name = layer.getClassName();
  const add = Object.hasOwn(LAYER_NODES, name) ? LAYER_NODES[name] : undefined;
  if (!add) throw new NoPlan(message`${name} (${layer.name}) has no plan`);
  const call = { layer, inputs, shape: builder.imageShapeOf(output, layer), rank: output.shape.length };
  return isChannelsFirst(layer) ? addWithChannelsLast(builder, add, call) : add(builder, call);
}
