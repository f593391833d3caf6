/** Statistics of layers with random draws, compared with Keras (fixtures/layer_draws.py). */
import { type Tensor, tensor, tile } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { startWasm } from '../engines/wasm/wasm.testing';
import { KERAS_LAYERS } from '../models/layers/registry';
import { asKerasTrains } from '../steps/as-keras-trains';
import { asInference, computeLayers } from '../steps/layer-by-layer';
import { pacedTidy } from '../steps/paced-gradients';
import { TimeBudget } from '../training/yield';
import { buildModel } from './keras-file';
import { DRAWN_CASES, type DrawnCase, KERAS, modelJson, wave } from './layer-options.testing';

const IMAGES = 6000;
const PICTURE = [4, 5, 2];
/** Allowed distance in standard errors of the difference of two means. */
const STANDARD_ERRORS = 5;
/** Allowed share of a number besides, for the digits in the file. */
const ROUNDING = 1e-3;

/** Returns the outputs for copies of the picture, of each value in turn. */
async function outputsOf({ layer, options, input_range: [low, high] }: DrawnCase, training: boolean) {
  const model = await buildModel(modelJson(layer, options, PICTURE), KERAS.keras);
  const picture = wave(PICTURE, 0).map((value) => (low + high) / 2 + ((high - low) / 2) * value);
  const images = tile(tensor(picture, [1, ...PICTURE]), [IMAGES, 1, 1, 1]);
  const call = training ? asKerasTrains(model, 1) : asInference;
  const pace = { budget: new TimeBudget(Infinity) };
  const [y] = (await pacedTidy(pace, (piece) => computeLayers(model, [images], call, piece))) as [Tensor];
  const values = (await y.data()) as Float32Array;
  [images, y].forEach((each) => each.dispose());
  model.dispose();
  return {
    picture,
    columns: Array.from(picture, (_, k) => values.filter((_, i) => i % picture.length === k)),
  };
}

/** Returns mean and standard deviation. */
function statisticsOf(values: Float32Array): [mean: number, deviation: number] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return [mean, Math.sqrt(variance)];
}

beforeAll(async () => void (await startWasm()));

describe('a layer with random draws', () => {
  it('is in a case, each one', () => {
    const drawing = [...KERAS_LAYERS.values()].filter(({ follows = [] }) => follows.includes('seed'));
    const names = new Set(DRAWN_CASES.map(({ layer }) => layer));
    expect([...names].sort()).toEqual(drawing.map(({ name }) => name).sort());
  });

  it.each(DRAWN_CASES)('draws as Keras does: $layer $options', async (golden) => {
    const { columns } = await outputsOf(golden, true);
    const [first = new Float32Array()] = columns;
    const expectClose = (actual: number, expected = NaN, scale = 0, what = ''): void => {
      const gap = Math.abs(actual - expected);
      const allowed = STANDARD_ERRORS * scale * Math.sqrt(2 / IMAGES) + ROUNDING * (1 + Math.abs(expected));
      expect(gap, `${what}: ${actual}, in Keras ${expected}`).toBeLessThan(allowed);
    };
    for (const [k, column] of columns.entries()) {
      const [mean, deviation] = statisticsOf(column);
      const [together, spread] = statisticsOf(column.map((value, i) => value * (first[i] as number)));
      expectClose(mean, golden.mean[k], deviation, `mean of value ${k}`);
      expectClose(deviation, golden.deviation[k], deviation, `deviation of value ${k}`);
      expectClose(together, golden.together[k], spread, `product of the first value and value ${k}`);
    }
  });

  it.each(DRAWN_CASES)('changes nothing in inference: $layer $options', async (golden) => {
    const { picture, columns } = await outputsOf(golden, false);
    expect(columns.map((column) => column[0])).toEqual([...picture]);
  });
});
