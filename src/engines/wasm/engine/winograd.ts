/** When convolutions of 3 × 3 use Winograd's algorithm, and with tiles of which size. */
import type { ConvolutionNode } from '../../../plan/graph/graph';
import type { KernelExports } from '../kernel-exports';

/** Outputs in a tile: 2 × 2, or 4 × 4 with fewer products and more bytes of transformed filters. */
export type Winograd = 'small' | 'large';

/** With fewer channels, the transformations cost more than the products they save. */
const LARGE_CHANNELS = 8;
const SMALL_CHANNELS = 16;
/** Fewer tiles do not pay for reading transformed filters that are larger than a core's L2. */
const FEWEST_TILES = 6;
const FILTER_BYTES = 2 ** 20;

/** A convolution, and the shape of its output. */
type Convolution = Pick<ConvolutionNode, 'filter' | 'strides' | 'dilation' | 'shape'>;

/** Returns how a convolution and the gradient of its input are computed; null for directly. */
export function winogradFor(
  { filter, strides, dilation, shape: [height, width, outChannels] }: Convolution,
  inChannels: number,
): Winograd | null {
  if ([...filter, ...strides, ...dilation].join() !== '3,3,1,1,1,1') return null;
  if (inChannels % 4 !== 0 || outChannels % 4 !== 0) return null;
  const fewest = Math.min(inChannels, outChannels);
  const tiles = Math.ceil(height / 4) * Math.ceil(width / 4);
  // 36 values of each filter.
  const isSmall = 36 * 4 * inChannels * outChannels <= FILTER_BYTES;
  if (fewest >= LARGE_CHANNELS && (tiles >= FEWEST_TILES || isSmall)) return 'large';
  return fewest >= SMALL_CHANNELS ? 'small' : null;
}

/**
 * Winograd's gradient of a filter rounds more than the products do, so it is used where it saves most: with many
 * channels, and fewer in large images.
 */
const GRADIENT_CHANNELS = 128;
const GRADIENT_CHANNELS_LARGE = 64;
const LARGE_PIXELS = 256;

/** Whether the gradient of a filter is computed by Winograd's algorithm. */
export function usesWinogradGradient(node: Convolution, inChannels: number): boolean {
  const [height, width, outChannels] = node.shape;
  const least = height * width >= LARGE_PIXELS ? GRADIENT_CHANNELS_LARGE : GRADIENT_CHANNELS;
  return winogradFor(node, inChannels) !== null && Math.min(inChannels, outChannels) >= least;
}

/** The kernels for tiles of a size. */
export function winogradKernels(exports: KernelExports, size: Winograd) {
  return size === 'small'
    ? {
        filterBytes: exports.winogradFilterBytes,
        scratch: exports.winogradScratch,
        pack: exports.packWinogradFilter,
        convolve: exports.convolveWinograd,
      }
    : {
        filterBytes: exports.winogradLargeFilterBytes,
        scratch: exports.winogradLargeScratch,
        pack: exports.packWinogradLargeFilter,
        convolve: exports.convolveWinogradLarge,
      };
}
