/** A model's layers one after the other, as planning takes them. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Activation } from './stages';

export type Layer = LayersModel['layers'][number];

/** Ends planning; its message is half a sentence that says why there is no plan. */
export class NoPlan extends Error {}

const ACTIVATIONS: readonly string[] = ['linear', 'relu', 'sigmoid', 'tanh', 'elu'] satisfies Activation[];

/** Reads the layers of a model in which each has one input, the layer before it. */
export class LayerChain {
  readonly #layers: Layer[];
  /** Weights by their ids: places in `trainableWeights`. */
  readonly #places: Map<number, number>;

  constructor(model: LayersModel) {
    const straight = model.layers.every(
      (layer) => layer.inboundNodes.length === 1 && (layer.inboundNodes[0]?.inboundLayers.length ?? 0) <= 1,
    );
    if (!straight || model.inputs.length !== 1 || model.outputs.length !== 1)
      throw new NoPlan('it is no chain');
    if (model.layers.some(({ losses }) => losses.length > 0)) throw new NoPlan('it has regularizers');
    if (model.trainableWeights.some(({ constraint }) => constraint)) throw new NoPlan('it has constraints');
    this.#layers = model.layers.filter((layer) => layer.getClassName() !== 'InputLayer');
    this.#places = new Map(model.trainableWeights.map(({ id }, place) => [id, place]));
  }

  /** The class of the next layer; null at the end. */
  get next(): string | null {
    return this.#layers[0]?.getClassName() ?? null;
  }

  /** The next layer, for a message. */
  get description(): string {
    const [layer] = this.#layers;
    return layer ? `${layer.getClassName()} (${layer.name})` : 'nothing';
  }

  /** The next layer, if `fits`. */
  peek(fits: (layer: Layer) => boolean): Layer | null {
    const [layer] = this.#layers;
    return layer && fits(layer) ? layer : null;
  }

  take(): Layer {
    const layer = this.#layers.shift();
    if (!layer) throw new NoPlan('it has no more layers');
    return layer;
  }

  /** Where a layer's weight is among the trainable ones; null when it has none of that name. */
  placeOf(layer: Layer, name: string): number | null {
    const weight = layer.weights.find(({ originalName }) => originalName.replace(/_\d+$/, '').endsWith(name));
    if (!weight) return null;
    const place = this.#places.get(weight.id);
    if (place === undefined) throw new NoPlan(`${layer.name} is frozen`);
    return place;
  }

  /** A layer's activation, or that of an Activation or ReLU layer behind a layer that has none: taken with it. */
  takeActivation(layer: Layer): string {
    const own = nameOf(layer);
    if (own !== 'linear') return own;
    if (this.next === 'Activation') return nameOf(this.take());
    const relu = this.peek((next) => next.getClassName() === 'ReLU' && !next.getConfig().maxValue);
    if (!relu) return own;
    this.take();
    return 'relu';
  }

  /** The rate of the Dropout layers that follow, all together; 0 where none does. */
  takeDropout(activation: Activation): number {
    let kept = 1;
    while (this.next === 'Dropout') {
      // What is dropped becomes 0, and the gradient of ReLU follows from that; of other activations it does not.
      if (activation !== 'relu' && activation !== 'linear')
        throw new NoPlan(`${this.description} follows the activation ${activation}`);
      const layer = this.take();
      const { rate, noiseShape } = layer.getConfig() as { rate: number; noiseShape?: unknown };
      if (noiseShape) throw new NoPlan(`${layer.name} has a noise shape`);
      kept *= 1 - rate;
    }
    return 1 - kept;
  }
}

/** @throws {NoPlan} for an activation that plans do not know. */
export function plannedActivation(layer: Layer, name: string): Activation {
  if (!ACTIVATIONS.includes(name)) throw new NoPlan(`${layer.name} has the activation ${name}`);
  return name as Activation;
}

function nameOf(layer: Layer): string {
  return String(layer.getConfig().activation ?? 'linear');
}
