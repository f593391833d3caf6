import { readFileSync } from 'node:fs';
import { type Tensor, type Variable, grads, mul, sum, tensor, variableGrads } from '@tensorflow/tfjs-core';
import { type layers as tfLayers, loadLayersModel } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { maxError } from '../../data/golden-cases.testing';
import { GOLDEN_ROOTS, readJson } from '../../data/golden.testing';
import { readNpy } from '../../data/npy';
import { startWasm } from './wasm.testing';

interface LayerCase {
  name: string;
  layer: string;
  config: Record<string, unknown>;
  x: string;
  weights: string[];
  y: string;
  dy: string;
  dx: string;
  dweights: string[];
}

/** tfjs's own gradient of conv2d refuses dilation above 1, on every backend. */
const NO_GRADIENT = ['conv_3x3_dilated'];

beforeAll(startWasm);

describe.each(GOLDEN_ROOTS)("layers on WebAssembly against Keras's values (%s)", (root) => {
  const load = (path: string): Tensor => {
    const { shape, data } = readNpy(readFileSync(`${root}/${path}`));
    return tensor(data as Float32Array, shape);
  };
  it.each(readJson<LayerCase[]>(`${root}/layers.json`))('$name', async (golden) => {
    const x = load(golden.x);
    const layer = await makeLayer(golden, x.shape);
    layer.setWeights(golden.weights.map(load));
    const y = layer.apply(x) as Tensor;
    expect(maxError(await y.data(), await load(golden.y).data())).toBeLessThan(1e-4);
    if (NO_GRADIENT.includes(golden.name)) return;

    const dy = load(golden.dy);
    const variables = layer.trainableWeights.map((weight) => weight.read() as Variable);
    const gradient = grads((input: Tensor) => sum(mul(layer.apply(input) as Tensor, dy)));
    expect(maxError(await (gradient([x])[0] as Tensor).data(), await load(golden.dx).data())).toBeLessThan(
      1e-4,
    );
    for (const [i, path] of golden.dweights.entries()) {
      const weight = variables[i] as Variable;
      const { grads: all } = variableGrads(() => sum(mul(layer.apply(x) as Tensor, dy)), [weight]);
      const computed = all[weight.name] as Tensor;
      const expected = await load(path).data();
      const scale = Math.max(1, ...expected.map(Math.abs));
      expect(maxError(await computed.data(), expected) / scale).toBeLessThan(1e-4);
    }
  });
});

/** One layer, built for its input. */
async function makeLayer({ layer, config }: LayerCase, inputShape: number[]): Promise<tfLayers.Layer> {
  const json = {
    class_name: 'Sequential',
    config: {
      name: 'one',
      layers: [
        { class_name: layer, config: { ...config, batch_input_shape: [null, ...inputShape.slice(1)] } },
      ],
    },
  };
  const model = await loadLayersModel({ load: () => Promise.resolve({ modelTopology: json }) });
  return model.layers[0] as tfLayers.Layer;
}
