import { readFileSync } from 'node:fs';
import '@tensorflow/tfjs-backend-cpu';
import { layers, model as modelOf, sequential } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { planFor } from '../plan/plan';
import { courseCnn } from './course-cnn';
import { summary } from './summary';
import { canFitOutput, fitOutput } from './fit-output';
import { assignWeights, weightValues } from './weights';

describe('courseCnn', () => {
  it("is the course's network", () => {
    const model = courseCnn({ seed: 1 });
    expect(model.countParams()).toBe(5_352_281);
    const names = ['conv2d', 'max_pooling2d', 'conv2d_1', 'max_pooling2d_1', 'conv2d_2', 'max_pooling2d_2'];
    expect(model.layers.map(({ name }) => name)).toEqual([...names, 'flatten', 'dense', 'dense_1']);
  });

  it('has one unit per class for more than two classes', () => {
    const model = courseCnn({ inputShape: [32, 24, 1], classes: 5 });
    expect(model.outputs[0]?.shape).toEqual([null, 5]);
  });

  it('has a softmax of two on request', () => {
    const model = courseCnn({ inputShape: [22, 22, 3], output: 'softmax' });
    expect(model.outputs[0]?.shape).toEqual([null, 2]);
    expect(model.layers.at(-1)?.getConfig()).toMatchObject({ activation: 'softmax' });
  });

  it('reports the smallest size of images', () => {
    expect(() => courseCnn({ inputShape: [22, 21, 3] })).toThrow(
      'The course’s network needs pictures of at least 22x22 pixels. Received: images=22x21',
    );
  });

  it('has the same weights for the same seed, different in every layer', () => {
    const weights = (seed: number): number[][] =>
      courseCnn({ inputShape: [30, 30, 3], seed })
        .getWeights()
        .map((w) => [...w.dataSync().subarray(0, 8)]);
    expect(weights(7)).toEqual(weights(7));
    expect(weights(7)).not.toEqual(weights(8));
    const all = weights(7);
    expect(all[2]).not.toEqual(all[4]);
  });
});

describe('summary', () => {
  it('is the table that Keras prints, character for character', () => {
    const keras = readFileSync('fixtures/seed_cnn.summary.txt', 'utf8');
    // Keras numbers names per process, so its third network has other numbers.
    const numbered = keras
      .replace('"sequential_2"', '"sequential"  ')
      .replace(
        /(conv2d|max_pooling2d|flatten|dense)_(\d+) (\(\w+\))( *)/g,
        (_, name: string, n, type, space) => {
          const first: Record<string, number> = { conv2d: 11, max_pooling2d: 7, flatten: 2, dense: 6 };
          const i = Number(n) - (first[name] as number);
          const text = `${name}${i > 0 ? `_${i}` : ''} ${type}`;
          return text.padEnd(`${name}_${n} ${type}${space}`.length);
        },
      )
      .replace('"sequential"  ', '"sequential"');
    expect(summary(courseCnn())).toBe(numbered.trimEnd());
  });

  it('counts weights that are not trained and folds long names', () => {
    const model = sequential({ name: 'm' });
    model.add(
      layers.dense({ units: 3, inputShape: [2], name: 'a_name_that_is_much_longer_than_its_column' }),
    );
    model.add(layers.batchNormalization({ name: 'bn' }));
    const table = summary(model);
    expect(table).toContain(' Non-trainable params: 6 (24.00 B)');
    expect(table).toContain(' Trainable params: 15 (60.00 B)');
    expect(
      new Set(
        table
          .split('\n')
          .slice(1, -3)
          .map((text) => text.length),
      ),
    ).toEqual(new Set([80]));
  });
});

describe('weights', () => {
  const network = () =>
    sequential({
      layers: [
        layers.dense({ units: 3, inputShape: [2], name: 'first' }),
        layers.batchNormalization({ name: 'middle' }),
        layers.dense({ units: 1, name: 'last' }),
      ],
    });

  it('can be restored, even if a layer was frozen meanwhile', async () => {
    const [model, other] = [network(), network()];
    const before = await weightValues(model);
    const kept = before.map((values) => Float32Array.from(values));
    assignWeights(model, await weightValues(other));
    expect(await weightValues(model)).toEqual(await weightValues(other));
    (model.layers[0] as (typeof model.layers)[number]).trainable = false;
    assignWeights(model, before);
    expect(await weightValues(model)).toEqual(kept);
  });

  it('of another model are rejected', () => {
    expect(() => assignWeights(network(), [new Float32Array(6)])).toThrow(
      'Received: model=[6,3,3,3,3,3,3,1], initialWeights=[6]',
    );
  });
});

describe('another last layer', () => {
  it('fits the classes; the other layers are shared, and the plan is kept', () => {
    const model = courseCnn({ inputShape: [30, 30, 3], seed: 1 });
    const fitted = fitOutput(model, 3, 7);
    expect(fitted.outputs[0]?.shape).toEqual([null, 3]);
    expect(fitted.layers.at(-1)?.getConfig()).toMatchObject({
      name: 'dense_1',
      units: 3,
      activation: 'softmax',
    });
    const before = model.getWeights().slice(0, -2);
    expect(
      fitted
        .getWeights()
        .slice(0, -2)
        .map(({ id }) => id),
    ).toEqual(before.map(({ id }) => id));
    expect(planFor(fitted)).toMatchObject({ plan: { head: 'softmax' } });
    const units = fitOutput(fitted, 2).layers.at(-1)?.getConfig();
    expect(units).toMatchObject({ units: 1, activation: 'sigmoid' });
    // Disposing of the new layer alone leaves the model intact.
    fitted.layers.at(-1)?.dispose();
    expect(model.getWeights().every(({ isDisposed }) => !isDisposed)).toBe(true);
  });

  it('is rejected if the last layer is not a Dense, or there are two outputs', () => {
    const input = layers.dense({ units: 2, inputShape: [4] });
    const pooled = sequential({
      layers: [
        layers.conv2d({ filters: 2, kernelSize: 2, inputShape: [4, 4, 1] }),
        layers.globalAveragePooling2d({}),
      ],
    });
    const base = sequential({ layers: [input] });
    const two = modelOf({ inputs: base.inputs, outputs: [base.outputs[0]!, base.outputs[0]!] });
    expect([base, pooled, two].map(canFitOutput)).toEqual([true, false, false]);
    expect(() => fitOutput(pooled, 3)).toThrow('Dense, with outputs of shape (batch, units)');
  });
});
