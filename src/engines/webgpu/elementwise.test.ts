/** Tests elementwise kernels with numbers of values around their workgroup size. */
import { beforeAll, expect, it } from 'vitest';
import { floatsOf } from '../../core/batch';
import { expectClose, numbers } from '../wasm/wasm.testing';
import { whole } from './kernel';
import { optimizerKernel } from './optimizer';
import { sumParts } from './sum-parts';
import { unpackKernel } from './unpack';
import { describeOnWebGpu, makeDevice, runKernels } from './webgpu.testing';

let device: GPUDevice;
beforeAll(async () => {
  device = await makeDevice();
});

const floats = (count: number, seed: number) => numbers(count, seed) as Float32Array<ArrayBuffer>;

describeOnWebGpu('elementwise kernels', () => {
  it.each([63, 64, 65])('add the parts of %i values, bias and ReLU', async (size) => {
    const parts = { size, part: 8, depth: 20, isFixed: true, maxCount: 3 };
    const bias = floats(5, 2);
    const kernel = sumParts({
      parts,
      partials: whole('partials'),
      result: whole('result'),
      bias: whole('bias'),
      columns: 5,
      activation: 'relu' as const,
    });
    const partials = floats(3 * size, 1);
    const { result } = await runKernels(device, [kernel], { partials, bias, result: size }, 1);
    const right = Array.from({ length: size }, (_, i) =>
      Math.max(0, partials[i]! + partials[size + i]! + partials[2 * size + i]! + bias[i % 5]!),
    );
    expectClose(result!, right, 4);
  });

  it.each([255, 256, 257])('update %i weights', async (count) => {
    const kernel = optimizerKernel({ name: 'sgd', momentum: 0.5, nesterov: false, slots: 1 }, count);
    const arrays = { weights: floats(count, 1), gradients: floats(count, 2), slot0: floats(count, 3) };
    // Rate, epsilon, first, second, momentum.
    const rates = [0.25, 0, 0, 0, 0.5];
    const { weights, slot0 } = await runKernels(device, [kernel], arrays, 1, rates);
    const velocity = arrays.slot0.map((value, i) => value * 0.5 - arrays.gradients[i]! * 0.25);
    expectClose(slot0!, velocity, 2);
    expectClose(
      weights!,
      arrays.weights.map((value, i) => value + velocity[i]!),
      3,
    );
  });

  it.each([1023, 1024, 1025])('convert %i bytes to float32', async (values) => {
    const x = Uint8Array.from({ length: values }, (_, i) => (i * 37) % 256);
    const words = Math.ceil(values / 4);
    const bytes = new Uint8Array(4 * words);
    bytes.set(x);
    const kernel = unpackKernel(values, whole('bytes'), whole('x'));
    const arrays = { bytes: new Uint32Array(bytes.buffer), x: 4 * words };
    const results = await runKernels(device, [kernel], arrays, 1, [0, 0, 0, 0, 0, 1 / 255]);
    expect(results['x']!.subarray(0, values)).toEqual(floatsOf({ x, scale: 1 / 255 }));
  });
});
