/** Compiles a model into a graph, for engines that compute one. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type Message, message } from '../../core/message';
import { NoPlan } from '../layer-chain';
import { graphOf } from './build';
import { type Graph, type GraphNode, isOverBatch } from './graph';
import { simplify } from './passes';

/** A graph, or the reason why the model has none (a clause without a full stop). */
export type PlannedGraph = { graph: Graph } | { reason: Message };

/**
 * Compiles a model into a graph.
 *
 * @param inputShape Without the batch, for a model that takes inputs of any size. Default: the model's own.
 * @returns A graph for a model with one picture in and one classifier out, of the layers in `layer-nodes.ts`: a chain, one
 *   with branches, or nested. For other models, the reason as a clause.
 */
export function graphFor(model: LayersModel, inputShape?: readonly (number | null)[]): PlannedGraph {
  try {
    const graph = simplify(graphOf(model, inputShape));
    const last = graph.nodes.at(-1) as GraphNode;
    if (last.shape[0] * last.shape[1] !== 1 || isOverBatch(last))
      throw new NoPlan(message`it ends in ${last.layer}`);
    return { graph };
  } catch (error) {
    if (error instanceof NoPlan) return { reason: error.reason };
    throw error;
  }
}
