/** The nodes of layers that draw numbers in training. */
import { message } from '../../core/message';
import { NoPlan } from '../layer-chain';
import type { ImageShape } from '../stages';
import type { GraphBuilder } from './graph-builder';
import type { DrawsNode, Value } from './graph';
import type { LayerCall } from './layer-call';

export function addDropout(graph: GraphBuilder, call: LayerCall): Value {
  const { layer, inputs, shape } = call;
  const { rate, noiseShape } = layer.getConfig() as { rate: number; noiseShape?: unknown };
  if (noiseShape && call.rank !== 4) throw new NoPlan(message`${layer.name} has a noise shape`);
  if (noiseShape) return addDrawnFactor(graph, call, shape);
  if (rate === 0 || graph.isInference(layer)) return inputs[0] as Value;
  return graph.add({ kind: 'dropout', layer: layer.name, inputs, shape, rate });
}

/** One factor for each channel. */
export function addSpatialDropout(graph: GraphBuilder, call: LayerCall): Value {
  return addDrawnFactor(graph, call, [1, 1, call.shape[2]]);
}

export function addGaussianDropout(graph: GraphBuilder, call: LayerCall): Value {
  return addDrawnFactor(graph, call, call.shape);
}

export function addGaussianNoise(graph: GraphBuilder, call: LayerCall): Value {
  return isAtRest(graph, call) ? (call.inputs[0] as Value) : addTerm(graph, call, call.inputs[0] as Value);
}

export function addAlphaDropout(graph: GraphBuilder, call: LayerCall): Value {
  if (isAtRest(graph, call)) return call.inputs[0] as Value;
  return addTerm(graph, call, addDrawnFactor(graph, call, call.shape));
}

/** Whether a layer changes nothing in training either. */
function isAtRest(graph: GraphBuilder, { layer }: LayerCall): boolean {
  const { rate, stddev } = layer.getConfig() as { rate?: number; stddev?: number };
  return (rate ?? stddev) === 0 || graph.isInference(layer);
}

function addDrawnFactor(graph: GraphBuilder, call: LayerCall, of: ImageShape): Value {
  const { layer, inputs, shape } = call;
  const [input] = inputs as [Value];
  if (isAtRest(graph, call)) return input;
  const factor = addDraws(graph, call, of, 'factor');
  return graph.add({ kind: 'product', layer: layer.name, inputs: [input, factor], shape });
}

function addTerm(graph: GraphBuilder, call: LayerCall, input: Value): Value {
  const { layer, shape } = call;
  const term = addDraws(graph, call, shape, 'term');
  return graph.add({ kind: 'sum', layer: layer.name, inputs: [input, term], shape, factors: [1, 1] });
}

function addDraws(
  graph: GraphBuilder,
  { layer }: LayerCall,
  shape: ImageShape,
  part: DrawsNode['part'],
): Value {
  // A layer of tfjs-layers without a seed draws other numbers in each call.
  if (!('seed' in layer)) throw new NoPlan(message`${layer.name} draws without a seed`);
  return graph.add({
    kind: 'draws',
    layer: layer.name,
    inputs: [],
    shape,
    drawnBy: graph.indexOf(layer),
    part,
  });
}
