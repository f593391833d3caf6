import { expect, it } from 'vitest';
import { readCheckpoint, writeCheckpoint } from './checkpoint-file';
import type { RunCheckpoint } from './run-checkpoint';

const CHECKPOINT: RunCheckpoint = {
  facts: {
    savedAt: 1,
    options: { epochs: 3, seed: 5 },
    identity: { model: 'a' },
    backend: 'wasm',
    optimizer: { iterations: 7, learningRate: 0.001 },
    progress: {
      epoch: 1,
      step: 2,
      sums: { images: 10, loss: NaN, accuracy: 4 },
      history: { loss: [Infinity], accuracy: [-Infinity] },
      steps: { loss: [0.1, 0.2], accuracy: [1, 0] },
      stepMs: [3],
      waitMs: 0,
      images: 20,
      lossNotFinite: null,
      stopTraining: null,
      callbacks: [null, { wait: 1, bestWeights: [Float32Array.of(9, -0)] }],
    },
  },
  weights: [Float32Array.of(1, NaN, -0), new Float32Array(0), Float32Array.of(2)],
  slots: [[Float32Array.of(3)], [Float32Array.of(4, 5)]],
};

it('a checkpoint is read as it was written, with every number', async () => {
  expect(await readCheckpoint(await writeCheckpoint(CHECKPOINT))).toEqual(CHECKPOINT);
});

it('a file that was cut anywhere, or changed in one bit, is refused', async () => {
  const file = await writeCheckpoint(CHECKPOINT);
  for (let size = 0; size < file.size; size += 7)
    await expect(readCheckpoint(file.slice(0, size))).rejects.toMatchObject({ code: 'bad-checkpoint' });
  const bytes = new Uint8Array(await file.arrayBuffer());
  for (let at = 0; at < bytes.length; at += 13) {
    const changed = bytes.slice();
    changed[at] = (changed[at] as number) ^ 1;
    await expect(readCheckpoint(new Blob([changed]))).rejects.toMatchObject({ code: 'bad-checkpoint' });
  }
});
