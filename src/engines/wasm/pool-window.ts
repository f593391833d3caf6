/** Pooling on the compiled kernels: geometry and forward pass. */
import { type TensorInfo, backend_util } from '@tensorflow/tfjs-core';
import { addressOf, makeOutput } from './heap';
import type { KernelExports, PoolGeometry } from './kernel-exports';
import type { KernelModule } from './module';

/** Attributes of a pooling kernel. */
interface PoolAttrs {
  filterSize: number | [number, number];
  strides: number | [number, number];
  pad: 'valid' | 'same' | number | backend_util.ExplicitPadding;
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/** Sizes and padding of a pooling over NHWC images of the given shape. */
export function poolGeometry(shape: readonly number[], attrs: PoolAttrs): PoolGeometry {
  const { filterSize, strides, pad, dimRoundingMode } = attrs;
  const inShape = shape as [number, number, number, number];
  const info = backend_util.computePool2DInfo(inShape, filterSize, strides, 1, pad, dimRoundingMode);
  return [
    info.batchSize,
    info.inHeight,
    info.inWidth,
    info.inChannels,
    info.outHeight,
    info.outWidth,
    info.filterHeight,
    info.filterWidth,
    info.strideHeight,
    info.strideWidth,
    info.padInfo.top,
    info.padInfo.left,
  ];
}

/** Pools images. As in tfjs, 1 × 1 windows that keep the image size copy the input. */
export function poolForward(
  { memory }: KernelModule,
  kernel: KernelExports['maxPool'],
  x: TensorInfo,
  attrs: PoolAttrs,
): TensorInfo {
  const geometry = poolGeometry(x.shape, attrs);
  const [images, height, width, channels, outHeight, outWidth, filterHeight, filterWidth] = geometry;
  const y = makeOutput([images, outHeight, outWidth, channels]);
  const isSame = filterHeight * filterWidth === 1 && outHeight === height && outWidth === width;
  const bytes = 4 * images * height * width * channels;
  if (isSame) new Uint8Array(memory.buffer).copyWithin(addressOf(y), addressOf(x), addressOf(x) + bytes);
  else kernel(addressOf(x), addressOf(y), ...geometry);
  return y;
}
