/** Collects the nodes of a graph, and knows what its layers need of the model. */
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { message } from '../../core/message';
import { inputShapeOf } from '../../core/picture-shape';
import { shapesIn } from '../../models/layer-uses';
import { layersOf } from '../../models/model-layers';
import { outputLayer, removableHead } from '../../training/output-head';
import { type Layer, NoPlan } from '../layer-chain';
import type { ImageShape } from '../stages';
import type { GraphNode, PermutationNode, Value, Weight } from './graph';

/** Builds the nodes of one model. */
export class GraphBuilder {
  readonly nodes: GraphNode[] = [];
  /** Index in `model.weights` by weight id. */
  readonly #weights: Map<number, Weight>;
  /** By index, as in `layersOf(model)`. */
  readonly #layers: Layer[];
  readonly #inference: Set<Layer>;
  /** The layer whose sigmoid or softmax belongs to the loss, or null. */
  readonly #last: Layer | null;

  readonly #shapeOf: (tensor: SymbolicTensor) => readonly (number | null)[];

  /**
   * @param inputShape For a model that takes inputs of any size.
   * @param first The value at which the graph begins; null for the input of the model.
   */
  constructor(
    model: LayersModel,
    inputShape: readonly (number | null)[] = inputShapeOf(model),
    first: SymbolicTensor | null = null,
  ) {
    this.#weights = new Map(model.weights.map(({ id }, index) => [id, index]));
    const layers = layersOf(model);
    this.#layers = layers.map(({ layer }) => layer);
    const fixed = layers.filter(({ isInference }) => isInference);
    this.#inference = new Set(fixed.map(({ layer }) => layer));
    this.#last = removableHead(model) === 'linear' ? null : outputLayer(model).layer;
    if (inputShape.includes(null)) throw new NoPlan(message`its input may have any size`);
    this.#shapeOf = shapesIn(model, inputShape);
    const shape = first ? this.#shapeOf(first).slice(1) : inputShape;
    this.add({ kind: 'input', layer: 'input', inputs: [], shape: pictureShape(shape as number[]) });
  }

  add(node: GraphNode): Value {
    return this.nodes.push(node) - 1;
  }

  shapeOf(value: Value): ImageShape {
    return (this.nodes[value] as GraphNode).shape;
  }

  /** Returns a layer's weight of a name, or null if it has none. */
  weight(layer: Layer, name: string): Weight | null {
    const found = layer.weights.find(({ originalName }) => lastPart(originalName) === name);
    return found ? (this.#weights.get(found.id) ?? null) : null;
  }

  /** The values of a layer's weight that is not trained. */
  valuesOf(layer: Layer, name: string): number[] {
    const found = layer.weights.find(({ originalName }) => lastPart(originalName) === name);
    return Array.from(found?.read().dataSync() ?? []);
  }

  /** The index of a layer in `layersOf(model)`. */
  indexOf(layer: Layer): number {
    return this.#layers.indexOf(layer);
  }

  /** Adds a value in another shape. */
  reshape(layer: string, input: Value, shape: ImageShape): Value {
    if (shape.every((side, axis) => side === this.shapeOf(input)[axis])) return input;
    return this.add({ kind: 'reshape', layer, inputs: [input], shape });
  }

  /** Adds a value with its axes in another order. A change back to the order before adds nothing. */
  permute(layer: string, input: Value, order: PermutationNode['order']): Value {
    if (order.every((axis, i) => axis === i)) return input;
    const node = this.nodes[input] as GraphNode;
    const [before] = node.inputs as [Value];
    if (node.kind === 'permutation')
      return this.permute(layer, before, order.map((axis) => node.order[axis]) as unknown as typeof order);
    if (node.kind === 'activation') {
      const inner = this.permute(layer, before, order);
      return this.add({ ...node, inputs: [inner], shape: this.shapeOf(inner) });
    }
    const shape = order.map((axis) => node.shape[axis]) as unknown as ImageShape;
    return this.add({ kind: 'permutation', layer, inputs: [input], shape, order });
  }

  /** Whether a layer computes as in inference while the model trains. */
  isInference(layer: Layer): boolean {
    return this.#inference.has(layer);
  }

  /** Whether a layer ends in the sigmoid or softmax that belongs to the loss. */
  isHead(layer: Layer): boolean {
    return layer === this.#last;
  }

  /** Shape of a layer's output as an image. */
  imageShapeOf(output: SymbolicTensor, { name }: Layer): ImageShape {
    const [, ...sides] = this.#shapeOf(output) as number[];
    if (sides.length === 1) return [1, 1, sides[0] as number];
    if (sides.length !== 3) throw new NoPlan(message`${name} returns neither images nor vectors`);
    return sides as unknown as ImageShape;
  }
}

/** Shape of the input. One without channels has one. */
export function pictureShape([height = 1, width, channels = 1]: readonly number[]): ImageShape {
  return width === undefined ? [1, 1, height] : [height, width, channels];
}

/** 'kernel' of 'conv2d_1/kernel_2'. */
function lastPart(name: string): string {
  return (name.split('/').at(-1) as string).replace(/_\d+$/, '');
}
