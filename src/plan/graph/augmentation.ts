/**
 * The layers at the beginning of a model that change pictures at random, such as RandomFlip. Like all layers before them,
 * they have nothing to train, so tfjs computes them before a step.
 */
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { isModel, layerUsesOf, usesOf } from '../../models/layer-uses';
import { RANDOM_IMAGES } from '../../models/layers/random-images';
import type { Layer } from '../layer-chain';

const RANDOM = new Set(RANDOM_IMAGES.map(({ name }) => name));

/** A chain of layers from the input of a model. */
export interface Augmentation {
  layers: ReadonlySet<Layer>;
  /** What the last one returns; null without any. */
  output: SymbolicTensor | null;
}

/** Returns the chain from the input of a model to the last layer that changes pictures at random. */
export function augmentationOf(model: LayersModel): Augmentation {
  const chain: { layer: Layer; output: SymbolicTensor }[] = [];
  const all = layerUsesOf(model).map(({ layer }) => layer);
  follow(model, chain, (layer) => all.indexOf(layer) !== all.lastIndexOf(layer));
  const last = chain.findLastIndex(({ layer }) => RANDOM.has(layer.getClassName()));
  const layers = chain.slice(0, last + 1);
  return { layers: new Set(layers.map(({ layer }) => layer)), output: layers.at(-1)?.output ?? null };
}

/** Collects the layers from the input on until one has weights to train, is shared or not alone. Returns whether it reached the end. */
function follow(
  model: LayersModel,
  chain: { layer: Layer; output: SymbolicTensor }[],
  isShared: (layer: Layer) => boolean,
): boolean {
  let at = model.inputs[0] as SymbolicTensor;
  const uses = usesOf(model);
  for (;;) {
    const next = uses.filter(({ inputs }) => inputs.includes(at));
    const [use] = next;
    if (!use || next.length > 1 || use.inputs.length > 1) return use === undefined;
    if (isModel(use.layer)) {
      if (!follow(use.layer, chain, isShared)) return false;
    } else {
      if (isShared(use.layer)) return false;
      if (use.layer.weights.length > 0 && use.layer.getClassName() !== 'Normalization') return false;
      chain.push({ layer: use.layer, output: use.outputs[0] as SymbolicTensor });
    }
    at = use.outputs[0] as SymbolicTensor;
  }
}
