/** What the window of a layer covers in a graph. */
import type { Layer } from '../layer-chain';
import { paddingOf, windowConfig } from '../layer-config';
import type { ImageShape } from '../stages';
import type { GraphBuilder } from './graph-builder';
import type { Value } from './graph';
import type { LayerCall } from './layer-call';

/** The window of a layer on its input. */
export function windowOf(
  graph: GraphBuilder,
  { layer, inputs, shape }: Omit<LayerCall, 'rank'>,
  window: 'kernelSize' | 'poolSize' = 'kernelSize',
) {
  return windowBetween(layer, graph.shapeOf(inputs[0] as Value), shape, window);
}

/** The window of a layer that maps images of one shape to those of another. */
export function windowBetween(
  layer: Layer,
  from: ImageShape,
  to: ImageShape,
  window: 'kernelSize' | 'poolSize' = 'kernelSize',
) {
  const config = windowConfig(layer, window);
  return { ...config, padding: paddingOf(config, from, to) };
}
