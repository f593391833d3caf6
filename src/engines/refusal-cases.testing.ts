/** Invalid calls that every engine that trains plans must reject. Never shipped. */
import { sizeText } from '../core/size-text';
import { type describe, expect, it } from 'vitest';
import { layers } from '@tensorflow/tfjs-layers';
import { numbers } from './wasm/wasm.testing';
import type { Batch } from '../core/batch';
import type { Engine } from './engine-cases.testing';
import { Optimizer } from '../training/optimizers';
import { type Layers, twins, weightsOf } from '../training/train-step.testing';

const network = (): Layers => [
  layers.flatten({ inputShape: [4, 4, 3] }),
  layers.dense({ units: 3, activation: 'relu' }),
  layers.dense({ units: 1, activation: 'sigmoid' }),
];

function batchOf(side: number): Batch {
  const size = 5;
  const x = numbers(size * side * side * 3, 1) as Float32Array<ArrayBuffer>;
  return { x, y: new Float32Array(size).fill(1), size, indices: new Int32Array(size) };
}

const WORK = ['run', 'evaluate', 'evaluateAndPredict', 'predict'] as const;

/** Declares the tests for an engine. */
export function testRefusals(declare: typeof describe.skip, name: string, engine: Engine): void {
  declare(`${name}, invalid calls`, () => {
    it('rejects images of another size without changing its state', async () => {
      const [optimizer, other] = [new Optimizer({ name: 'adam' }), new Optimizer({ name: 'adam' })];
      const [a, b] = twins(network);
      const steps = [engine(a, 0, { optimizer }), engine(b, 0, { optimizer: other })] as const;
      for (const work of WORK) {
        for (const side of [3, 8]) {
          await expect(steps[0][work](batchOf(side))).rejects.toMatchObject({
            code: 'invalid-argument',
            message: `A network for pictures of ${sizeText(4, 4, 3)} needs 48 values per picture. Received: images=5, values=${15 * side ** 2}`,
          });
        }
      }
      expect(optimizer.iterations).toBe(0);
      const [mine, reference] = await Promise.all(steps.map((step) => step.run(batchOf(4))));
      expect(mine?.loss).toBe(reference?.loss);
      steps.forEach((step) => step.dispose());
    });

    it('finishes calls made before dispose, and rejects later ones', async () => {
      const [model] = twins(network);
      const step = engine(model, 0, { optimizer: new Optimizer({ name: 'adam' }) });
      const batch = batchOf(4);
      const { loss } = await step.run(batch);
      const before = weightsOf(model);
      const given = [step.run(batch), step.run(batch), step.evaluate(batch)] as const;
      const others = [step.predict(batch), Promise.resolve(step.sync()), step.slots()];
      step.dispose();
      step.dispose();
      for (const each of await Promise.all(given)) expect(each.loss).toBeLessThan(loss);
      await Promise.all(others);
      expect(weightsOf(model)).not.toEqual(before);
      const later = [...WORK.map((work) => step[work](batch)), Promise.resolve(step.sync()), step.slots()];
      for (const each of await Promise.allSettled(later))
        expect(each).toMatchObject({ status: 'rejected', reason: { code: 'aborted' } });
    });
  });
}
