/** BatchMatMul and _FusedMatMul on tfjs's tensors, with optional bias and activation. */
import { type BatchMatMulAttrs, type TensorInfo, broadcast_util, util } from '@tensorflow/tfjs-core';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { Activation } from '../../plan/stages';
import { limitsOf } from './device';
import { isActivation } from './finish';
import { type Operation, whole } from './kernel';
import { type MatrixShape, matrixProduct } from './matrix-product';
import { onceFor } from './once-for';
import { areFloats, runOnTensors } from './run-kernels';

/** Inputs of a product. */
export interface MatMulInputs {
  a: TensorInfo;
  b: TensorInfo;
  bias?: TensorInfo | undefined;
}

/** Multiplies, or returns null for types, biases, activations and kinds of broadcasting that need tfjs's own kernel. */
export function multiplyTensors(
  backend: WebGPUBackend,
  { a, b, bias }: MatMulInputs,
  attrs: BatchMatMulAttrs,
  activation: string,
): TensorInfo | null {
  if (!isActivation(activation)) return null;
  if (!areFloats(backend, bias ? [a, b, bias] : [a, b])) return null;
  const made = shapeOf(a.shape, b.shape, attrs);
  if (!made) return null;
  const { shape, outer } = made;
  const { columns } = shape;
  const isPerColumn = !bias || (bias.shape.at(-1) === columns && util.sizeFromShape(bias.shape) === columns);
  if (!isPerColumn) return null;
  const operation = operationFor(backend.device, { shape, activation, hasBias: bias !== undefined });
  if (!isDispatchable(backend.device, operation)) return null;
  const y = backend.makeTensorInfo(outer, 'float32');
  const tensors = { a: a.dataId, b: b.dataId, y: y.dataId, ...(bias && { bias: bias.dataId }) };
  runOnTensors(backend, operation, tensors, 1);
  return y;
}

/**
 * Returns the products' shape and the outer shape of the result. Null for vectors, and if an operand is broadcast only
 * partly.
 */
function shapeOf(a: readonly number[], b: readonly number[], { transposeA, transposeB }: BatchMatMulAttrs) {
  const [rows, depth] = (transposeA ? [a.at(-1), a.at(-2)] : [a.at(-2), a.at(-1)]) as [number, number];
  const [columns, depthOfB] = (transposeB ? [b.at(-2), b.at(-1)] : [b.at(-1), b.at(-2)]) as [number, number];
  if (a.length < 2 || b.length < 2 || depth !== depthOfB) return null;
  const [outerA, outerB] = [a.slice(0, -2), b.slice(0, -2)];
  const outer = broadcast_util.assertAndGetBroadcastShape(outerA, outerB);
  const ofA = util.sizeFromShape(outerA);
  const ofB = util.sizeFromShape(outerB);
  const products = util.sizeFromShape(outer);
  if (![1, products].includes(ofA) || ![1, products].includes(ofB)) return null;
  // Several products with the same b are one product with more rows.
  const isTall = products > 1 && ofB === 1 && !transposeA;
  const shape: MatrixShape = {
    depth,
    columns,
    transposeA,
    transposeB,
    sharedA: ofA === 1,
    sharedB: ofB === 1,
    ...(isTall ? { rows: rows * products, products: 1 } : { rows, products }),
  };
  return { shape, outer: [...outer, rows, columns] };
}

interface Kind {
  shape: MatrixShape;
  activation: Activation;
  hasBias: boolean;
}

function operationFor(device: GPUDevice, { shape, activation, hasBias }: Kind): Operation {
  return onceFor(device, ['matrixProduct', shape, activation, hasBias], () => {
    const operands = { a: whole('a'), b: whole('b'), bias: hasBias ? whole('bias') : null, y: whole('y') };
    return matrixProduct({
      shape,
      activation,
      ...operands,
      partials: whole('partials'),
      limits: limitsOf(device),
    });
  });
}

/** Whether the number of workgroups is within the device's limits, which thousands of products may exceed. */
function isDispatchable({ limits }: GPUDevice, { kernels }: Operation): boolean {
  const limit = limits.maxComputeWorkgroupsPerDimension;
  return kernels.every((kernel) => kernel.workgroups(1).every((count) => count <= limit));
}
