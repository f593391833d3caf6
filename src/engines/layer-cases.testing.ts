/** Tests single layers against values and gradients that Keras computed, on any backend. Never shipped. */
import { type Tensor, type Variable, grads, mul, sum, tensor, variableGrads } from '@tensorflow/tfjs-core';
import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { maxError } from '../data/golden-cases.testing';
import { GOLDEN_ROOTS, readJson, readNpy } from '../data/golden.testing';
import type { Activation } from '../plan/stages';

/** A case of `layers.json`, with full paths to its files. */
export interface LayerCase {
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

/** Reads the cases of one of `GOLDEN_ROOTS`. */
export function layerCases(root: string): LayerCase[] {
  return readJson<LayerCase[]>(`${root}/layers.json`).map((golden) => ({
    ...golden,
    ...Object.fromEntries((['x', 'y', 'dx', 'dy'] as const).map((key) => [key, `${root}/${golden[key]}`])),
    weights: golden.weights.map((path) => `${root}/${path}`),
    dweights: golden.dweights.map((path) => `${root}/${path}`),
  }));
}

/** Expects differences of at most 1e-4, relative to the largest absolute value or to 1 if that is larger. */
export function expectWithin(actual: ArrayLike<number>, expected: Float32Array): void {
  const scale = expected.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1);
  expect(maxError(actual, expected) / scale).toBeLessThan(1e-4);
}

/** A layer in Keras's JSON. */
export interface LayerJson {
  class_name: string;
  config: Record<string, unknown>;
}

export function modelOf(layers: LayerJson[]): Promise<LayersModel> {
  const modelTopology = { class_name: 'Sequential', config: { name: 'case', layers } };
  return loadLayersModel({ load: () => Promise.resolve({ modelTopology }) });
}

/** Derivatives of activations, computed from their outputs. */
export const SLOPES: Record<Activation, (y: number) => number> = {
  linear: () => 1,
  relu: (y) => Number(y > 0),
  sigmoid: (y) => y * (1 - y),
  tanh: (y) => 1 - y * y,
  elu: (y) => (y > 0 ? 1 : y + 1),
};

/** Gradient of softmax: y · (dy − Σ dy · y). Plans have softmax only fused with crossentropy. */
export function softmaxGradient(y: Float32Array, dy: Float32Array, units: number): Float32Array {
  return y.map((value, i) => {
    const row = i - (i % units);
    const total = y.slice(row, row + units).reduce((s, p, unit) => s + p * (dy[row + unit] as number), 0);
    return value * ((dy[i] as number) - total);
  });
}

/** Cases without a gradient: tfjs's conv2d gradient rejects dilation above 1 on every backend. */
const NO_GRADIENT = ['conv_3x3_dilated'];

const load = (path: string): Tensor => {
  const { shape, data } = readNpy(path);
  return tensor(data, shape);
};

/** Declares forward and gradient tests of each layer through tfjs, on the active backend. */
export function testLayersAgainstKeras(backend: string): void {
  describe.each(GOLDEN_ROOTS)(`layers on ${backend} against Keras's values (%s)`, (root) => {
    it.each(layerCases(root))('$name', async (golden) => {
      const x = load(golden.x);
      const config = { ...golden.config, batch_input_shape: [null, ...x.shape.slice(1)] };
      const model = await modelOf([{ class_name: golden.layer, config }]);
      const [layer] = model.layers;
      if (!layer) throw new Error('The model has one layer.');
      layer.setWeights(golden.weights.map(load));
      const y = layer.apply(x) as Tensor;
      expect(maxError(await y.data(), readNpy(golden.y).data)).toBeLessThan(1e-4);
      if (NO_GRADIENT.includes(golden.name)) return;

      const dy = load(golden.dy);
      const gradient = grads((input: Tensor) => sum(mul(layer.apply(input) as Tensor, dy)));
      const dx = await (gradient([x])[0] as Tensor).data();
      expect(maxError(dx, readNpy(golden.dx).data)).toBeLessThan(1e-4);
      const variables = layer.trainableWeights.map((weight) => weight.read() as Variable);
      for (const [i, path] of golden.dweights.entries()) {
        const weight = variables[i] as Variable;
        const { grads: all } = variableGrads(() => sum(mul(layer.apply(x) as Tensor, dy)), [weight]);
        expectWithin(await (all[weight.name] as Tensor).data(), readNpy(path).data);
      }
    });
  });
}
