/** A source and a step for tests of `fit`: losses are known in advance, and the order of calls is recorded. */
import type { Batch, BatchSource } from '../core/batch';
import type { EvaluatedBatch, StepResult, TrainStep } from './train-step';

/** An endless source of batches of 4, 4 and 2 images. Each pixel is the number of its batch since the start. */
export function numbers(): BatchSource & { requested: number } {
  return {
    requested: 0,
    samples: 10,
    batchesPerRound: 3,
    imageShape: [1, 1, 1],
    next(): Promise<Batch> {
      const size = this.requested % 3 === 2 ? 2 : 4;
      const x = new Float32Array(size).fill(this.requested++);
      return Promise.resolve({ x, y: new Float32Array(size), size, indices: new Int32Array(size) });
    },
  };
}

/** A step whose loss is the batch's number. The tests check the order of calls, and the means. */
export class Recorder implements TrainStep {
  readonly path = 'recorder';
  readonly trained: number[] = [];
  readonly evaluated: number[] = [];
  synced = 0;
  run({ x }: Batch): Promise<StepResult> {
    this.trained.push(x[0] as number);
    return Promise.resolve({ loss: x[0] as number, accuracy: 0.5 });
  }
  evaluate({ x }: Batch): Promise<StepResult> {
    this.evaluated.push(x[0] as number);
    return Promise.resolve({ loss: x[0] as number, accuracy: 1 });
  }
  async evaluateAndPredict(batch: Batch): Promise<EvaluatedBatch> {
    return { ...(await this.evaluate(batch)), outputs: await this.predict() };
  }
  predict(): Promise<Float32Array> {
    return Promise.resolve(new Float32Array());
  }
  sync(): void {
    this.synced += 1;
  }
  load(assign: () => void): Promise<void> {
    return Promise.resolve(assign());
  }
  slots(): Promise<Float32Array[][]> {
    return Promise.resolve([]);
  }
  dispose(): void {}
}
