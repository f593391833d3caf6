/**
 * Makes tfjs-layers keep a tensor that a layer gets twice. `predict` counts the layers that need a tensor, but subtracts one
 * for each input: it frees a tensor that another layer needs too. The graph is saved as it was.
 */
import type { LayersModel, SymbolicTensor, layers } from '@tensorflow/tfjs-layers';
import { stockLayer } from './layers/stock';

type Layer = layers.Layer;

/** Passes on its input, of which tfjs-layers makes a copy that shares its memory. */
class Copy extends stockLayer('Layer') {
  static override readonly className = 'Copy';
}

/** Gives a layer a copy of each tensor that it gets again, also in nested models. A second call changes nothing. */
export function separateInputs(model: LayersModel): void {
  for (const layer of model.layers) {
    const { layers: inner } = layer as Partial<LayersModel>;
    if (inner) separateInputs(layer as LayersModel);
    for (const { outputTensors } of layer.inboundNodes) outputTensors.forEach(separate);
  }
}

function separate({ inputs }: SymbolicTensor): void {
  inputs.forEach((tensor, i) => {
    if (inputs.indexOf(tensor) === i) return;
    const copy = new Copy({ name: `${tensor.name}/${i}` }) as unknown as Layer;
    inputs[i] = copy.apply(tensor) as SymbolicTensor;
  });
}
