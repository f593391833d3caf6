/** Iterates over a model's layers for planning. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type Message, message } from '../core/message';
import type { Activation } from './stages';

export type Layer = LayersModel['layers'][number];

/** Thrown when a model has no plan. */
export class NoPlan extends Error {
  /** As a clause. */
  readonly reason: Message;

  constructor(reason: Message) {
    super(reason.text);
    this.reason = reason;
  }
}

const ACTIVATIONS: readonly string[] = ['linear', 'relu', 'sigmoid', 'tanh', 'elu'] satisfies Activation[];

const describe = (layer: Layer): Message => message`${layer.getClassName()} (${layer.name})`;

/** The layers of a model in which each layer has one input: the layer before it. */
export class LayerChain {
  readonly #layers: Layer[];
  /** Index into `trainableWeights` by weight id. */
  readonly #weightIndices: Map<number, number>;

  constructor(model: LayersModel) {
    const nested = model.layers.find((layer) => 'layers' in layer);
    if (nested) throw new NoPlan(message`${describe(nested)} is a nested model`);
    const isChain = model.layers.every(
      (layer) => layer.inboundNodes.length === 1 && (layer.inboundNodes[0]?.inboundLayers.length ?? 0) <= 1,
    );
    if (!isChain || model.inputs.length !== 1 || model.outputs.length !== 1)
      throw new NoPlan(message`its layers do not form a chain`);
    const fixed = model.layers.find(({ inboundNodes: [node] }) => node?.callArgs?.['training'] === false);
    if (fixed) throw new NoPlan(message`${fixed.name} computes as in inference`);
    if (model.layers.some(({ losses }) => losses.length > 0)) throw new NoPlan(message`it has regularizers`);
    if (model.trainableWeights.some(({ constraint }) => constraint))
      throw new NoPlan(message`it has constraints`);
    this.#layers = model.layers.filter((layer) => layer.getClassName() !== 'InputLayer');
    this.#weightIndices = new Map(model.trainableWeights.map(({ id }, index) => [id, index]));
  }

  /** Class name of the next layer, or null at the end. */
  get next(): string | null {
    return this.#layers[0]?.getClassName() ?? null;
  }

  /** Describes the next layer for a message. */
  get description(): Message {
    const [layer] = this.#layers;
    return layer ? describe(layer) : message`nothing`;
  }

  /** Returns the next layer if it matches, else null. */
  peek(matches: (layer: Layer) => boolean): Layer | null {
    const [layer] = this.#layers;
    return layer && matches(layer) ? layer : null;
  }

  take(): Layer {
    const layer = this.#layers.shift();
    if (!layer) throw new NoPlan(message`it has no more layers`);
    return layer;
  }

  /** Index of a layer's weight in `trainableWeights`, or null if the layer has no weight of that name. */
  weightIndex(layer: Layer, name: string): number | null {
    const weight = layer.weights.find(({ originalName }) => originalName.replace(/_\d+$/, '').endsWith(name));
    if (!weight) return null;
    const index = this.#weightIndices.get(weight.id);
    if (index === undefined) throw new NoPlan(message`${layer.name} is frozen`);
    return index;
  }

  /**
   * Returns a layer's activation. If it has none, takes a following Activation or ReLU layer and returns that one's.
   */
  takeActivation(layer: Layer): string {
    const own = nameOf(layer);
    if (own !== 'linear') return own;
    if (this.next === 'Activation') return nameOf(this.take());
    const relu = this.peek(isPlainRelu);
    if (!relu) return own;
    this.take();
    return 'relu';
  }

  /** Takes the Dropout layers that follow. Returns their combined rate, 0 without any. */
  takeDropout(activation: Activation): number {
    let keepProbability = 1;
    while (this.next === 'Dropout') {
      // Dropout sets values to 0. ReLU's gradient can be computed from such outputs; other activations' gradients cannot.
      if (activation !== 'relu' && activation !== 'linear')
        throw new NoPlan(message`${this.description} follows the activation ${activation}`);
      const layer = this.take();
      const { rate, noiseShape } = layer.getConfig() as { rate: number; noiseShape?: unknown };
      if (noiseShape) throw new NoPlan(message`${layer.name} has a noise shape`);
      keepProbability *= 1 - rate;
    }
    return 1 - keepProbability;
  }
}

/** @throws {NoPlan} for an activation that plans do not know. */
export function plannedActivation(layer: Layer, name: string): Activation {
  if (!ACTIVATIONS.includes(name)) throw new NoPlan(message`${layer.name} has the activation ${name}`);
  return name as Activation;
}

function isPlainRelu(layer: Layer): boolean {
  const { maxValue, negativeSlope, threshold } = layer.getConfig();
  return layer.getClassName() === 'ReLU' && !maxValue && !negativeSlope && !threshold;
}

function nameOf(layer: Layer): string {
  return (layer.getConfig().activation as string | undefined) ?? 'linear';
}
