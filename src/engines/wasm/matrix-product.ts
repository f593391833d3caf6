/** Batched matrix products with tfjs's semantics, on the compiled kernels. float32. */
import { type TensorInfo, broadcast_util, util } from '@tensorflow/tfjs-core';
import { addressOf, makeOutput } from './heap';
import { type KernelModule, withScratch } from './module';
import { NO_FLOOR } from './convolution';

/** Options of a product. */
export interface ProductOptions {
  transposeA: boolean;
  transposeB: boolean;
  /** One value per column, or null. */
  bias?: TensorInfo | null;
  relu?: boolean;
}

/** relu(a · b + bias) for every pair of matrices. The outer dimensions broadcast. */
export function multiplyMatrices(
  module: KernelModule,
  a: TensorInfo,
  b: TensorInfo,
  { transposeA, transposeB, bias, relu }: ProductOptions,
): TensorInfo {
  util.assert(
    a.shape.length >= 2 && b.shape.length >= 2,
    () =>
      `Factors of a product have two dimensions or more. Received: a=${a.shape.join()}, b=${b.shape.join()}`,
  );
  const [rowsA, columnsA] = a.shape.slice(-2) as [number, number];
  const [rowsB, columnsB] = b.shape.slice(-2) as [number, number];
  const [m, k] = transposeA ? [columnsA, rowsA] : [rowsA, columnsA];
  const [n, inner] = transposeB ? [rowsB, columnsB] : [columnsB, rowsB];
  util.assert(
    k === inner,
    () => `The inner sizes of a product are equal. Received: a=${a.shape.join()}, b=${b.shape.join()}`,
  );
  const outerA = a.shape.slice(0, -2);
  const outerB = b.shape.slice(0, -2);
  const outer = broadcast_util.assertAndGetBroadcastShape(outerA, outerB);
  const c = makeOutput([...outer, m, n]);
  const batchA = broadcastIndices(outerA, outer);
  const batchB = broadcastIndices(outerB, outer);
  const start = bias ? addressOf(bias) : 0;
  withScratch(module, module.exports.matMulScratch(), (scratch) => {
    for (let i = 0; i < batchA.length; i++) {
      module.exports.matMul(
        addressOf(a) + 4 * m * k * (batchA[i] as number),
        4 * columnsA,
        transposeA,
        addressOf(b) + 4 * k * n * (batchB[i] as number),
        4 * columnsB,
        transposeB,
        addressOf(c) + 4 * m * n * i,
        4 * n,
        m,
        n,
        k,
        start,
        false,
        relu ? 0 : NO_FLOOR,
        scratch,
      );
    }
  });
  return c;
}

/** For each matrix of the broadcast shape, the index of the matrix of `shape` that it uses. */
function broadcastIndices(shape: number[], outer: number[]): number[] {
  const missing = outer.length - shape.length;
  const strides = util.computeStrides([...shape, 1]).slice(0, shape.length);
  return Array.from({ length: util.sizeFromShape(outer) }, (_, i) => {
    const at = util.indexToLoc(i, outer.length, util.computeStrides(outer));
    return strides.reduce(
      (sum, stride, d) => sum + (shape[d] === 1 ? 0 : stride * (at[d + missing] ?? 0)),
      0,
    );
  });
}
