/** Tests products in every layout, single and batched, at sizes around each side of the tile. */
import { beforeAll, it } from 'vitest';
import { matMul } from '../reference/matrix';
import { expectClose, numbers } from '../wasm/wasm.testing';
import { whole } from './kernel';
import { type MatrixShape, matrixProduct } from './matrix-product';
import { describeOnWebGpu, makeDevice, runKernels } from './webgpu.testing';

let device: GPUDevice;
beforeAll(async () => {
  device = await makeDevice();
});

/** 32 rows by 32 columns, four deep. */
const tile = { threadRows: 2, threadColumns: 1, rows: 4, columns: 8, depth: 4, lanes: 1 };
const limits = { maxComputeInvocationsPerWorkgroup: 256, maxComputeWorkgroupStorageSize: 16384, lanes: 1 };

function shapeOf(
  [rows, depth, columns]: [number, number, number],
  [transposeA, transposeB]: [boolean, boolean],
  [products, sharedA, sharedB]: [number, boolean, boolean] = [1, false, false],
): MatrixShape {
  return { rows, depth, columns, transposeA, transposeB, products, sharedA, sharedB };
}

const SHAPES = [
  shapeOf([31, 5, 33], [false, false]),
  shapeOf([32, 4, 32], [true, false]),
  shapeOf([33, 3, 31], [false, true]),
  // The sum is split into parts.
  shapeOf([5, 197, 7], [true, true]),
  shapeOf([33, 5, 3], [false, false], [3, false, false]),
  shapeOf([3, 4, 33], [true, true], [2, false, false]),
  shapeOf([4, 9, 5], [true, false], [3, true, false]),
  shapeOf([2, 7, 1], [false, true], [2, false, true]),
];

describeOnWebGpu('products of matrices', () => {
  it.each(SHAPES.map((shape) => [JSON.stringify(shape), shape] as const))('%s', async (_, shape) => {
    const { rows, depth, columns, products, sharedA, sharedB } = shape;
    const [sizeA, sizeB] = [rows * depth, depth * columns];
    const a = numbers((sharedA ? 1 : products) * sizeA, 1) as Float32Array<ArrayBuffer>;
    const b = numbers((sharedB ? 1 : products) * sizeB, 2) as Float32Array<ArrayBuffer>;
    const bias = numbers(columns, 3) as Float32Array<ArrayBuffer>;
    const { kernels, partials } = matrixProduct({
      shape,
      limits,
      tile,
      activation: 'relu',
      a: whole('a'),
      b: whole('b'),
      bias: whole('bias'),
      y: whole('y'),
      partials: whole('partials'),
    });
    const arrays = { a, b, bias, y: products * rows * columns, ...(partials > 0 && { partials }) };
    const { y } = await runKernels(device, kernels, arrays, 1);
    const right = Array.from({ length: products }, (_, i) => {
      const one = [a.subarray(sharedA ? 0 : i * sizeA), b.subarray(sharedB ? 0 : i * sizeB)] as const;
      const sums = matMul(...one, [rows, columns, depth], shape.transposeA, shape.transposeB);
      return [...sums.map((sum, at) => Math.max(0, sum + bias[at % columns]!))];
    });
    expectClose(y!, right.flat(), depth);
  });
});
