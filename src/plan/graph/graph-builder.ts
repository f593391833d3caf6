/** Collects the nodes of a graph, and knows what its layers need of the model. */
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { message } from '../../core/message';
import { hasChannelsFirst, inputShapeOf } from '../../core/picture-shape';
import { shapesIn } from '../../models/layer-uses';
import { layersOf } from '../../models/model-layers';
import { outputLayer, removableHead } from '../../training/output-head';
import { type Layer, NoPlan } from '../layer-chain';
import type { ImageShape } from '../stages';
import type { GraphNode, Value, Weight } from './graph';

/** Builds the nodes of one model. */
export class GraphBuilder {
  readonly nodes: GraphNode[] = [];
  /** Index in `model.weights` by weight id. */
  readonly #weights: Map<number, Weight>;
  readonly #taken = new Set<Weight>();
  readonly #inference: Set<Layer>;
  /** The layer whose sigmoid or softmax belongs to the loss, or null. */
  readonly #last: Layer | null;

  readonly #shapeOf: (tensor: SymbolicTensor) => readonly (number | null)[];

  /** @param inputShape For a model that takes inputs of any size. */
  constructor(model: LayersModel, inputShape: readonly (number | null)[] = inputShapeOf(model)) {
    this.#weights = new Map(model.weights.map(({ id }, index) => [id, index]));
    const fixed = layersOf(model).filter(({ isInference }) => isInference);
    this.#inference = new Set(fixed.map(({ layer }) => layer));
    this.#last = removableHead(model) === 'linear' ? null : outputLayer(model).layer;
    if (inputShape.includes(null)) throw new NoPlan(message`its input may have any size`);
    if (hasChannelsFirst(inputShape)) throw new NoPlan(message`its input has the channels first`);
    this.#shapeOf = shapesIn(model, inputShape);
    this.add({ kind: 'input', layer: 'input', inputs: [], shape: pictureShape(inputShape as number[]) });
  }

  add(node: GraphNode): Value {
    return this.nodes.push(node) - 1;
  }

  shapeOf(value: Value): ImageShape {
    return (this.nodes[value] as GraphNode).shape;
  }

  /** Returns a layer's weight of a name, or null if it has none. @throws {NoPlan} if another node has it. */
  weight(layer: Layer, name: string): Weight | null {
    const found = layer.weights.find(({ originalName }) => lastPart(originalName) === name);
    if (!found) return null;
    const weight = this.#weights.get(found.id);
    if (weight === undefined || this.#taken.has(weight))
      throw new NoPlan(message`${layer.name} is used twice`);
    this.#taken.add(weight);
    return weight;
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
function pictureShape([height = 1, width, channels = 1]: readonly number[]): ImageShape {
  return width === undefined ? [1, 1, height] : [height, width, channels];
}

/** 'kernel' of 'conv2d_1/kernel_2'. */
function lastPart(name: string): string {
  return (name.split('/').at(-1) as string).replace(/_\d+$/, '');
}
