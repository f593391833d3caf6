/** Finds the layer where a model's numbers become NaN or infinite. */
import { tidy } from '@tensorflow/tfjs-core';
import { type LayersModel, type SymbolicTensor, model as functional } from '@tensorflow/tfjs-layers';
import type { InputLayout } from '../core/picture-shape';
import { inputTensor } from './input-tensor';
import { usesOf } from './layer-uses';
import { layersOf } from './model-layers';

/** Whether no value is NaN or infinite. */
export function isFiniteArray(values: ArrayLike<number>): boolean {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return false;
  return true;
}

/**
 * Returns the name of the first layer, in the order of computation, with a weight that is NaN or infinite. Null: none has.
 */
export async function layerWithBadWeights(model: LayersModel): Promise<string | null> {
  for (const { layer } of layersOf(model))
    for (const weight of layer.weights) if (!isFiniteArray(await weight.read().data())) return layer.name;
  return null;
}

/**
 * Returns the name of the first layer, in the order of computation, whose output for an image is NaN or infinite. Null:
 * none is.
 *
 * @param image Values of one image, prepared for the network, with the channels last.
 */
export async function layerWithBadOutput(
  model: LayersModel,
  image: Float32Array,
  layout: InputLayout,
): Promise<string | null> {
  const made = usesOf(model).flatMap(({ layer, outputs }) => outputs.map((output) => ({ layer, output })));
  const outputs = tidy(() => {
    const symbolic: SymbolicTensor[] = made.map(({ output }) => output);
    const results = functional({ inputs: model.inputs, outputs: symbolic }).predict(
      inputTensor(image, 1, layout),
    );
    return Array.isArray(results) ? results : [results];
  });
  const values = await Promise.all(outputs.map((output) => output.data()));
  outputs.forEach((output) => output.dispose());
  const first = values.findIndex((each) => !isFiniteArray(each));
  return made[first]?.layer.name ?? null;
}
