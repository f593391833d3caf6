import { beforeAll, expect, it } from 'vitest';
import { type Loss, type LossName } from '../../options/loss-config';
import { resolveLoss } from '../../options/resolve-loss';
import { crossentropy } from '../../plan/crossentropy';
import { expectClose, numbers } from '../wasm/wasm.testing';
import { crossentropyKernel, labelsOf } from './crossentropy';
import { describeOnWebGpu, makeDevice, runKernels } from './webgpu.testing';

let device: GPUDevice;
beforeAll(async () => {
  device = await makeDevice();
});

/** Batch sizes around the workgroup's number of threads, and a single image. */
const SIZES = [1, 255, 256, 257];
const CASES = SIZES.flatMap((images) => [
  { images, isWeighted: false },
  { images, isWeighted: true },
]);
const LOSSES: [Loss, number][] = [
  ['binary_crossentropy', 1],
  ['binary_crossentropy', 3],
  ['categorical_crossentropy', 4],
  ['sparse_categorical_crossentropy', 5],
  [{ name: 'binary_crossentropy', labelSmoothing: 0.2 }, 1],
  [{ name: 'binary_crossentropy', labelSmoothing: 0.2 }, 3],
  [{ name: 'categorical_crossentropy', labelSmoothing: 0.1 }, 4],
];

describeOnWebGpu.each(LOSSES)('%j of %i units on WebGPU', (given, units) => {
  const loss = resolveLoss(given);
  it.each(CASES)('computes loss, accuracy and gradient: %j', async ({ images, isWeighted }) => {
    const logits = numbers(images * units, 1).map((value) => 9 * value);
    // Saturated in both directions.
    logits[0] = 80;
    logits[images * units - 1] = -80;
    const truth = truthOf(loss.name, images, units);
    const sampleWeight = isWeighted ? numbers(images, 2).map((value) => value + 1) : null;
    const labels = labelsOf(truth, sampleWeight, images);
    const kernel = crossentropyKernel({
      loss,
      units,
      logits: { buffer: 'logits', offset: 0 },
      labels: { buffer: 'labels', offset: 0 },
      gradient: { buffer: 'dy', offset: 0 },
      results: { buffer: 'results', offset: 0 },
    });
    const arrays = { logits, labels, dy: logits.length, results: 2 };
    const { dy, results } = await runKernels(device, [kernel], arrays, images);
    const gradient = new Float32Array(logits.length);
    const right = crossentropy({ loss, logits, labels: truth, sampleWeight, images }, gradient);
    expect(Math.abs(results![0]! - right.loss) / Math.max(1, right.loss)).toBeLessThan(1e-5);
    expect(results![1]).toBeCloseTo(right.accuracy, 6);
    expectClose(dy!, gradient, 4);
  });
});

function truthOf(loss: LossName, images: number, units: number): Float32Array<ArrayBuffer> {
  if (loss === 'sparse_categorical_crossentropy')
    return Float32Array.from({ length: images }, (_, i) => (i * 3) % units);
  return Float32Array.from({ length: images * units }, (_, i) => {
    const [image, unit] = [Math.floor(i / units), i % units];
    return loss === 'binary_crossentropy' ? (image + unit) % 2 : Number((image * 3) % units === unit);
  });
}
