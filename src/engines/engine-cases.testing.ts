/** Tests that every engine that trains plans must pass. Never shipped. */
import { type Tensor, zeros } from '@tensorflow/tfjs-core';
import type { Sequential } from '@tensorflow/tfjs-layers';
import { type describe, expect, it } from 'vitest';
import { layers } from '@tensorflow/tfjs-layers';
import { Optimizer } from '../training/optimizers';
import { assignWeights } from '../models/weights';
import { TapeTrainStep } from '../steps/tape-train-step';
import type { StepResult, TrainStep } from '../training/train-step';
import {
  type Layers,
  batchOf,
  conv,
  lossOf,
  networks,
  pool,
  twins,
  unitsOf,
  weightsOf,
} from '../training/train-step.testing';

/** Creates an engine's step for a model. Both variants must return the same bits. */
export type Engine = (
  model: Sequential,
  variant: 0 | 1,
  options: { optimizer: Optimizer; seed?: number },
) => TrainStep;

const adam = () => new Optimizer({ name: 'adam' });
const sgd = (learningRate: number) => new Optimizer({ name: 'sgd', learningRate });

const taped = (model: Sequential, optimizer = adam()): TrainStep =>
  new TapeTrainStep({ model, loss: lossOf(model), optimizer });

const withDropout = (): Layers => [
  conv(5, { inputShape: [17, 14, 3] }),
  pool(),
  layers.dropout({ rate: 0.3 }),
  conv(6),
  layers.dropout({ rate: 0.2 }),
  layers.averagePooling2d({ poolSize: 2 }),
  layers.dropout({ rate: 0.1 }),
  layers.flatten(),
  layers.dense({ units: 24, activation: 'relu' }),
  layers.dropout({ rate: 0.5 }),
  layers.dense({ units: 1, activation: 'sigmoid' }),
];

function clearBias(layer: Layers[number]): void {
  const [kernel, bias] = layer.getWeights() as [Tensor, Tensor];
  layer.setWeights([kernel, zeros(bias.shape)]);
}

/** Declares the tests for an engine. */
export function testEngine(declare: typeof describe.skip, name: string, engine: Engine): void {
  declare.each(Object.entries(networks))(`${name}: %s`, (_, make) => {
    it("follows the tape's losses, outputs and weights, whatever the batch's size", async () => {
      const [a, b] = twins(make);
      const classes = Math.max(2, unitsOf(a));
      const steps: TrainStep[] = [engine(a, 0, { optimizer: adam() }), taped(b)];
      for (const [k, size] of [20, 33, 1].entries()) {
        const [mine, tape] = await Promise.all(steps.map((step) => step.run(batchOf(size, classes, k))));
        expect(mine?.loss).toBeCloseTo(tape?.loss as number, 5);
        expect(mine?.accuracy).toBeCloseTo(tape?.accuracy as number, 6);
      }
      const test = batchOf(11, classes, 9);
      const [mine, tape] = await Promise.all(steps.map((step) => step.evaluate(test)));
      expect(mine?.loss).toBeCloseTo(tape?.loss as number, 5);
      const [outputs, right] = await Promise.all(steps.map((step) => step.predict(test)));
      expect(await steps[0]?.evaluateAndPredict(test)).toMatchObject({ loss: mine?.loss, outputs });
      expect(outputs).toHaveLength((right as Float32Array).length);
      outputs?.forEach((value, i) => expect(value).toBeCloseTo(right?.[i] as number, 5));
      for (const step of steps) await step.sync();
      const expected = weightsOf(b);
      weightsOf(a).forEach((weight, i) =>
        weight.forEach((value, j) =>
          expect(Math.abs(value - (expected[i]?.[j] as number))).toBeLessThan(2e-5),
        ),
      );
      steps.forEach((step) => step.dispose());
    });
  });

  declare(`${name}, with weights that are assigned between steps`, () => {
    it('continues with them, and keeps them', async () => {
      const [a, b] = twins(networks['two convolutions, odd sizes'] as () => Layers);
      const [mine, fresh] = [engine(a, 0, { optimizer: sgd(0.1) }), engine(b, 0, { optimizer: sgd(0.1) })];
      const first = weightsOf(a);
      const restore = (): void => assignWeights(a, first);
      const [one, two] = [batchOf(20, 2, 0), batchOf(9, 2, 1)];
      // Before the first step.
      await mine.load(restore);
      const { loss } = await mine.run(one);
      await mine.run(two);
      await mine.load(restore);
      await mine.sync();
      expect(weightsOf(a)).toEqual(first);
      expect((await mine.evaluate(two)).loss).toBe((await fresh.evaluate(two)).loss);
      expect((await mine.run(one)).loss).toBe(loss);
      await fresh.run(one);
      for (const step of [mine, fresh]) await step.sync();
      expect(weightsOf(a)).toEqual(weightsOf(b));
      [mine, fresh].forEach((step) => step.dispose());
    });
  });

  // Biases begin at 0, so a rounding error in place of 0 would let gradients through ReLU.
  declare(`${name}, of pictures with black areas`, () => {
    it("computes the tape's gradients", async () => {
      const make = (): Layers => [
        conv(12, { inputShape: [17, 14, 3] }),
        conv(12),
        pool(),
        layers.flatten(),
        layers.dense({ units: 1, activation: 'sigmoid' }),
      ];
      const [a, b] = twins(make);
      for (const model of [a, b]) for (const layer of model.layers.slice(0, 2)) clearBias(layer);
      const batch = batchOf(4, 2, 0);
      batch.x = batch.x.map((value, i) => (Math.floor(i / 3) % 14 > 5 ? 0 : value));
      const steps = [engine(a, 0, { optimizer: sgd(1) }), taped(b, sgd(1))];
      for (const step of steps) {
        await step.run(batch);
        await step.sync();
      }
      const expected = weightsOf(b);
      weightsOf(a).forEach((weight, i) =>
        weight.forEach((value, j) =>
          expect(Math.abs(value - (expected[i]?.[j] as number))).toBeLessThan(1e-6),
        ),
      );
      steps.forEach((step) => step.dispose());
    });
  });

  declare(`${name}, with dropout`, () => {
    it('draws new masks in each step, the same in both variants, and none in evaluation', async () => {
      const [a, b] = twins(withDropout);
      const steps = [engine(a, 0, { optimizer: sgd(0) }), engine(b, 1, { optimizer: sgd(0) })] as const;
      const losses = [];
      for (let k = 0; k < 3; k++) {
        const [{ loss }, other] = (await Promise.all(steps.map((step) => step.run(batchOf(20, 2, 0))))) as [
          StepResult,
          StepResult,
        ];
        expect(other.loss).toBe(loss);
        losses.push(loss);
      }
      const plain = taped(a, sgd(0));
      losses.push((await steps[0].evaluate(batchOf(20, 2, 0))).loss);
      expect(new Set(losses).size).toBe(4);
      expect(losses[3]).toBeCloseTo((await plain.evaluate(batchOf(20, 2, 0))).loss, 5);
      [...steps, plain].forEach((step) => step.dispose());
    });

    it('derives masks from the seed and the step number, also in a resumed run', async () => {
      const first = async (seed: number, iterations: number): Promise<number> => {
        const optimizer = sgd(0);
        optimizer.iterations = iterations;
        const step = engine(twins(withDropout)[0], 0, { optimizer, seed });
        const losses = [];
        for (let k = iterations; k < 2; k++) losses.push((await step.run(batchOf(20, 2, 0))).loss);
        step.dispose();
        return losses.at(-1) as number;
      };
      const second = await first(3, 0);
      expect(await first(3, 1)).toBe(second);
      expect(await first(4, 1)).not.toBe(second);
    });

    it('computes gradients through dropout: small steps lower the loss by rate × |gradient|²', async () => {
      const rate = 1e-3;
      const [a, b] = twins(withDropout);
      // Both use the same masks, because their first step has the same number.
      const [measure, descend] = [
        engine(a, 0, { optimizer: sgd(rate) }),
        engine(b, 1, { optimizer: sgd(0) }),
      ] as const;
      const before = weightsOf(a);
      const { loss } = await measure.run(batchOf(20, 2, 0));
      await measure.sync();
      const square = weightsOf(a).reduce(
        (sum, weight, i) =>
          sum + weight.reduce((s, value, j) => s + ((value - before[i]![j]!) / rate) ** 2, 0),
        0,
      );
      b.setWeights(a.getWeights());
      const drop = loss - (await descend.run(batchOf(20, 2, 0))).loss;
      expect(drop / (rate * square)).toBeCloseTo(1, 1);
      [measure, descend].forEach((step) => step.dispose());
    });
  });
}
