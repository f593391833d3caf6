/** What the functions that add a layer's nodes to a graph get and return. */
import type { Layer } from '../layer-chain';
import type { ImageShape } from '../stages';
import type { GraphBuilder } from './graph-builder';
import type { Value } from './graph';

/** A use of a layer. */
export interface LayerCall {
  layer: Layer;
  inputs: Value[];
  /** Shape of the output. */
  shape: ImageShape;
  /** Number of axes of the output, with the batch: 4 for images, 2 for vectors. */
  rank: number;
}

/** Adds the nodes of a layer to a graph, and returns the value of its output. */
export type AddNodes = (graph: GraphBuilder, call: LayerCall) => Value;
