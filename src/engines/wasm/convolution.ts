/**
 * Two-dimensional convolution and its gradients on addresses: loops over images that call the compiled kernels. NHWC,
 * float32, any stride, padding, dilation and number of channels.
 */
import type { backend_util } from '@tensorflow/tfjs-core';
import type { Address } from './kernel-exports';
import { type KernelModule, withScratch } from './module';

/** Floor of a convolution without ReLU: no lower bound. */
export const NO_FLOOR = -Infinity;

const FLOAT = 4;

/** The fields of tfjs's geometry that are used here. */
export type ConvolutionInfo = Pick<
  backend_util.Conv2DInfo,
  | 'batchSize'
  | 'inHeight'
  | 'inWidth'
  | 'inChannels'
  | 'outHeight'
  | 'outWidth'
  | 'outChannels'
  | 'filterHeight'
  | 'filterWidth'
  | 'strideHeight'
  | 'strideWidth'
  | 'dilationHeight'
  | 'dilationWidth'
> & { padInfo: { top: number; left: number } };

/** Bytes that `packFilter` writes for `outChannels` columns. */
function packedBytes(depth: number, outChannels: number): number {
  return 32 * depth * Math.ceil(outChannels / 8);
}

/** Number of pixels that the dilated filter extends beyond its first one. */
function filterReach(info: ConvolutionInfo): { height: number; width: number } {
  return {
    height: (info.filterHeight - 1) * info.dilationHeight,
    width: (info.filterWidth - 1) * info.dilationWidth,
  };
}

/** Size of an image padded for every window, or null if the image needs no padding. */
function paddedSize(info: ConvolutionInfo): { height: number; width: number } | null {
  const { height, width } = filterReach(info);
  const size = {
    height: (info.outHeight - 1) * info.strideHeight + height + 1,
    width: (info.outWidth - 1) * info.strideWidth + width + 1,
  };
  const { top, left } = info.padInfo;
  const fits = top === 0 && left === 0 && size.height <= info.inHeight && size.width <= info.inWidth;
  return fits ? null : size;
}

/** Calls `use` for each image with the address and width of its padded form. */
function forEachImage(
  module: KernelModule,
  info: ConvolutionInfo,
  x: Address,
  use: (image: number, x: Address, width: number) => void,
): void {
  const pixel = FLOAT * info.inChannels;
  const bytes = info.inHeight * info.inWidth * pixel;
  const size = paddedSize(info);
  if (!size) {
    for (let image = 0; image < info.batchSize; image++) use(image, x + image * bytes, info.inWidth);
    return;
  }
  const { top, left } = info.padInfo;
  withScratch(module, size.height * size.width * pixel, (padded) => {
    for (let image = 0; image < info.batchSize; image++) {
      const from = x + image * bytes;
      const { inHeight, inWidth } = info;
      module.exports.placePixels(
        from,
        inHeight,
        inWidth,
        pixel,
        padded,
        size.height,
        size.width,
        top,
        left,
        1,
        1,
      );
      use(image, padded, size.width);
    }
  });
}

/**
 * y = max(floor, x ∗ filter + bias).
 *
 * @param bias outChannels values, followed by at least 28 readable bytes; 0 for none.
 * @param floor 0 for ReLU, `NO_FLOOR` for none.
 */
export function convolve(
  module: KernelModule,
  info: ConvolutionInfo,
  x: Address,
  filter: Address,
  y: Address,
  bias: Address = 0,
  floor = NO_FLOOR,
): void {
  const { exports } = module;
  const { filterHeight, filterWidth, inChannels, outChannels, outHeight, outWidth } = info;
  const depth = filterHeight * filterWidth * inChannels;
  const bytes = FLOAT * outHeight * outWidth * outChannels;
  const packed = packedBytes(depth, outChannels);
  withScratch(module, packed + exports.convolveScratch(depth), (panels) => {
    exports.packFilter(filter, filterHeight * filterWidth, inChannels, outChannels, false, panels);
    forEachImage(module, info, x, (image, from, width) => {
      exports.convolveImage(
        from,
        width,
        inChannels,
        panels,
        filterHeight,
        filterWidth,
        outChannels,
        info.strideHeight,
        info.strideWidth,
        info.dilationHeight,
        info.dilationWidth,
        y + image * bytes,
        outHeight,
        outWidth,
        bias,
        floor,
        panels + packed,
      );
    });
  });
}

/** dw = Σ over images and positions of windowᵀ · dy. Overwrites dw. */
export function convolveFilterGradient(
  module: KernelModule,
  info: ConvolutionInfo,
  x: Address,
  dy: Address,
  dw: Address,
): void {
  const { exports, memory } = module;
  const { filterHeight, filterWidth, inChannels, outChannels, outHeight, outWidth } = info;
  const bytes = FLOAT * outHeight * outWidth * outChannels;
  const size = FLOAT * filterHeight * filterWidth * inChannels * outChannels;
  new Uint8Array(memory.buffer, dw, size).fill(0);
  withScratch(module, 192, (tile) => {
    forEachImage(module, info, x, (image, from, width) => {
      exports.convolveFilterGradient(
        from,
        width,
        inChannels,
        dy + image * bytes,
        outHeight,
        outWidth,
        outChannels,
        filterHeight,
        filterWidth,
        info.strideHeight,
        info.strideWidth,
        info.dilationHeight,
        info.dilationWidth,
        dw,
        tile,
      );
    });
  });
}

/** dx = dy ∗ filterᵀ. Overwrites dx. */
export function convolveInputGradient(
  module: KernelModule,
  info: ConvolutionInfo,
  dy: Address,
  filter: Address,
  dx: Address,
): void {
  const { exports } = module;
  const { filterHeight, filterWidth, inChannels, outChannels, inHeight, inWidth, outHeight, outWidth } = info;
  const steps = [info.strideHeight, info.strideWidth, info.dilationHeight, info.dilationWidth] as const;
  const { top, left } = info.padInfo;
  const turned = [outChannels, filterHeight, filterWidth, inChannels] as const;
  const image = [inHeight, inWidth, top, left] as const;
  const packed = packedBytes(filterHeight * filterWidth * outChannels, inChannels);
  const scratch = exports.inputGradientScratch(...turned, ...steps, ...image);
  withScratch(module, packed + scratch, (panels) => {
    exports.packInputGradientFilter(
      filter,
      filterHeight,
      filterWidth,
      inChannels,
      outChannels,
      ...steps,
      top,
      left,
      panels,
    );
    for (let i = 0; i < info.batchSize; i++) {
      exports.convolveInputGradient(
        dy + i * FLOAT * outHeight * outWidth * outChannels,
        outHeight,
        outWidth,
        outChannels,
        panels,
        filterHeight,
        filterWidth,
        inChannels,
        ...steps,
        dx + i * FLOAT * inHeight * inWidth * inChannels,
        ...image,
        panels + packed,
      );
    }
  });
}
