/** Compiles a model into a graph, for engines that compute one. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type Message, message } from '../../core/message';
import { NoPlan } from '../layer-chain';
import { graphOf } from './build';
import { type ActivationFunction, type Graph, type GraphNode, isOverBatch } from './graph';
import { simplify } from './passes';

/** A graph, or the reason why the model has none (a clause without a full stop). */
export type PlannedGraph = { graph: Graph } | { reason: Message };

/** What an engine computes of graphs, if it does not compute all of them. */
export interface GraphSupport {
  nodes: readonly GraphNode['kind'][];
  activations: readonly ActivationFunction['name'][];
}

/**
 * Compiles a model into a graph.
 *
 * @param inputShape Without the batch, for a model that takes inputs of any size. Default: the model's own.
 * @param support Nodes and activations of the engine, for one that lacks some. Default: all.
 * @returns A graph for a model with one picture in and one classifier out, of the layers in `layer-nodes.ts`: a chain, one
 *   with branches, or nested. For other models, the reason as a clause.
 */
export function graphFor(
  model: LayersModel,
  inputShape?: readonly (number | null)[],
  support?: GraphSupport,
): PlannedGraph {
  try {
    const graph = simplify(graphOf(model, inputShape));
    const last = graph.nodes.at(-1) as GraphNode;
    if (last.shape[0] * last.shape[1] !== 1 || isOverBatch(last))
      throw new NoPlan(message`it ends in ${last.layer}`);
    const lacking = support && graph.nodes.find((node) => !isSupported(node, support));
    if (lacking) throw new NoPlan(message`${lacking.layer} has no plan on this backend`);
    return { graph };
  } catch (error) {
    if (error instanceof NoPlan) return { reason: error.reason };
    throw error;
  }
}

function isSupported(node: GraphNode, { nodes, activations }: GraphSupport): boolean {
  return nodes.includes(node.kind) && (!('activation' in node) || activations.includes(node.activation.name));
}
