/** Makes the graph of a model: its layers, nested ones too, as operations on one picture. */
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { message } from '../../core/message';
import { isModel, usesOf } from '../../models/layer-uses';
import { removableHead } from '../../training/output-head';
import { NoPlan } from '../layer-chain';
import type { Graph, Value } from './graph';
import { GraphBuilder } from './graph-builder';
import type { LayerCall } from './layer-call';
import { LAYER_NODES } from './layer-nodes';

/** @throws {NoPlan} for a model that has no graph. */
export function graphOf(model: LayersModel, inputShape?: readonly (number | null)[]): Graph {
  if (model.inputs.length !== 1 || model.outputs.length !== 1)
    throw new NoPlan(message`it has several inputs or outputs`);
  const builder = new GraphBuilder(model, inputShape);
  addModel(builder, model, new Map([[model.inputs[0] as SymbolicTensor, 0]]));
  return { nodes: builder.nodes, trained: model.trainableWeights.length, head: removableHead(model) };
}

/** Adds the layers of a model. `values` has those of its inputs, and gets all others. */
function addModel(builder: GraphBuilder, model: LayersModel, values: Map<SymbolicTensor, Value>): void {
  for (const { layer, inputs, outputs } of usesOf(model)) {
    const given = inputs.map((input) => values.get(input) as Value);
    if (isModel(layer)) {
      const inner = new Map(layer.inputs.map((input, i) => [input, given[i] as Value]));
      addModel(builder, layer, inner);
      outputs.forEach((output, i) => {
        values.set(output, inner.get(layer.outputs[i] as SymbolicTensor) as Value);
      });
      continue;
    }
    const [output] = outputs as [SymbolicTensor];
    values.set(
      output,
      addLayer(builder, { layer, inputs: given, shape: builder.imageShapeOf(output, layer) }),
    );
  }
}

function addLayer(builder: GraphBuilder, call: LayerCall): Value {
  const name = call.layer.getClassName();
  const add = Object.hasOwn(LAYER_NODES, name) ? LAYER_NODES[name] : undefined;
  if (!add) throw new NoPlan(message`${name} (${call.layer.name}) has no plan`);
  return add(builder, call);
}
