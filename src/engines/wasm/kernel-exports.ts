/** The signatures of the compiled kernels. `assembly/` documents each function. */

/** A byte address in the memory. */
export type Address = number;

/** Exports of a compiled file. */
export interface KernelExports {
  useWideTiles(on: boolean): void;
  matMulScratch(): number;
  matMul(
    ...args: [
      ...left: [a: Address, aStep: number, transposeA: boolean],
      ...right: [b: Address, bStep: number, transposeB: boolean],
      ...product: [c: Address, cStep: number],
      ...sizes: [m: number, n: number, k: number],
      ...options: [bias: Address, accumulate: boolean, floor: number, scratch: Address],
    ]
  ): void;
  placePixels(
    ...args: [
      ...source: [from: Address, height: number, width: number, pixelBytes: number],
      ...target: [to: Address, outHeight: number, outWidth: number],
      ...where: [top: number, left: number, rowStep: number, columnStep: number],
    ]
  ): void;
  packFilter(
    ...args: [
      ...source: [filter: Address, positions: number, inChannels: number, outChannels: number],
      ...target: [turned: boolean, to: Address],
    ]
  ): void;
  convolveScratch(depth: number): number;
  convolveImage(
    ...args: [
      ...source: [x: Address, width: number, inChannels: number],
      ...filter: [filter: Address, filterHeight: number, filterWidth: number, outChannels: number],
      ...steps: [strideHeight: number, strideWidth: number, dilationHeight: number, dilationWidth: number],
      ...target: [y: Address, outHeight: number, outWidth: number],
      ...options: [bias: Address, floor: number, scratch: Address],
    ]
  ): void;
  packInputGradientFilter(
    ...args: [
      ...source: [filter: Address, filterHeight: number, filterWidth: number],
      ...channels: [inChannels: number, outChannels: number],
      ...steps: [...steps: ConvolutionSteps, padTop: number, padLeft: number],
      ...target: [to: Address],
    ]
  ): void;
  inputGradientScratch(
    ...args: [
      ...sizes: [outChannels: number, filterHeight: number, filterWidth: number, inChannels: number],
      ...steps: ConvolutionSteps,
      ...image: [height: number, width: number, padTop: number, padLeft: number],
    ]
  ): number;
  convolveInputGradient(
    ...args: [
      ...gradient: [dy: Address, outHeight: number, outWidth: number, outChannels: number],
      ...filter: [filter: Address, filterHeight: number, filterWidth: number, inChannels: number],
      ...steps: ConvolutionSteps,
      ...target: [dx: Address, height: number, width: number, padTop: number, padLeft: number],
      ...options: [scratch: Address],
    ]
  ): void;
  convolveFilterGradient(
    ...args: [
      ...source: [x: Address, width: number, inChannels: number],
      ...gradient: [dy: Address, outHeight: number, outWidth: number, outChannels: number],
      ...filter: [filterHeight: number, filterWidth: number],
      ...steps: [strideHeight: number, strideWidth: number, dilationHeight: number, dilationWidth: number],
      ...target: [dw: Address, scratch: Address],
    ]
  ): void;
  maxPool(x: Address, y: Address, ...geometry: PoolGeometry): void;
  averagePool(x: Address, y: Address, ...geometry: PoolGeometry): void;
  maxPoolGradient(x: Address, dy: Address, dx: Address, ...geometry: PoolGeometry): void;
  averagePoolGradient(dy: Address, dx: Address, ...geometry: PoolGeometry): void;
  depthwiseImage(
    ...args: [y: Address, x: Address, filter: Address, bias: Address, ...geometry: DepthwiseGeometry]
  ): void;
  depthwiseInputGradient(dx: Address, dy: Address, filter: Address, ...geometry: DepthwiseGeometry): void;
  depthwiseFilterGradient(x: Address, dy: Address, dw: Address, ...geometry: DepthwiseGeometry): void;
  convolvePooledScratch(depth: number, pooledWidth: number, outChannels: number): number;
  convolvePooled(
    ...args: [
      ...source: [x: Address, width: number, inChannels: number],
      ...filter: [filter: Address, filterHeight: number, filterWidth: number, outChannels: number],
      ...options: [strideHeight: number, strideWidth: number, bias: Address, relu: boolean],
      ...target: [y: Address, argmax: Address, pooledHeight: number, pooledWidth: number, scratch: Address],
    ]
  ): void;
  winogradFilterBytes(inChannels: number, outChannels: number): number;
  winogradScratch(inChannels: number, outChannels: number): number;
  packWinogradFilter(
    ...args: [
      ...source: [filter: Address, inChannels: number, outChannels: number],
      ...target: [turned: boolean, to: Address],
    ]
  ): void;
  convolveWinograd(
    ...args: [
      ...source: [x: Address, width: number, inChannels: number],
      ...filter: [filter: Address, outChannels: number],
      ...target: [y: Address, outHeight: number, outWidth: number],
      ...options: [bias: Address, floor: number, scratch: Address],
    ]
  ): void;
  convolvePooledWinograd(
    ...args: [
      ...source: [x: Address, width: number, inChannels: number],
      ...filter: [filter: Address, outChannels: number, bias: Address, relu: boolean],
      ...target: [y: Address, argmax: Address, pooledHeight: number, pooledWidth: number, scratch: Address],
    ]
  ): void;
  winogradLargeFilterBytes: KernelExports['winogradFilterBytes'];
  winogradLargeScratch: KernelExports['winogradScratch'];
  packWinogradLargeFilter: KernelExports['packWinogradFilter'];
  convolveWinogradLarge: KernelExports['convolveWinograd'];
  winogradGradientBytes(inChannels: number, outChannels: number): number;
  beginWinogradGradient(state: Address): void;
  convolveWinogradGradient(
    ...args: [
      ...source: [x: Address, width: number, inChannels: number],
      ...gradient: [dy: Address, outHeight: number, outWidth: number, outChannels: number],
      ...target: [state: Address],
    ]
  ): void;
  endWinogradGradient(state: Address, inChannels: number, outChannels: number, dw: Address): void;
  pooledGradientScratch(
    ...args: [
      ...image: [width: number, inChannels: number],
      ...pooled: [pooledHeight: number, pooledWidth: number, outChannels: number],
    ]
  ): number;
  pooledBiasGradient(
    ...args: [
      ...source: [dy: Address, y: Address, pixels: number, outChannels: number, relu: boolean],
      ...target: [db: Address],
    ]
  ): void;
  pooledFilterGradient(
    ...args: [
      ...image: [x: Address, width: number, inChannels: number],
      ...pooled: PooledGradient,
      ...target: [rows: Address, scratch: Address],
    ]
  ): void;
  pooledInputGradient(
    ...args: [
      ...image: [dx: Address, width: number, inChannels: number],
      ...pooled: PooledGradient,
      ...weights: [rows: Address, scratch: Address],
    ]
  ): void;
  weightRowsBytes(run: number, runs: number, outChannels: number): number;
  packWeightRows(filter: Address, run: number, runs: number, outChannels: number, to: Address): void;
  addWeightRows(rows: Address, run: number, runs: number, outChannels: number, to: Address): void;
  adam(
    ...args: [
      ...arrays: [w: Address, m: Address, v: Address, g: Address, count: number],
      ...rates: [alpha: number, rate1: number, rate2: number, epsilon: number, scale: number],
    ]
  ): void;
  sgd(
    ...args: [
      ...arrays: [w: Address, velocity: Address, g: Address, count: number],
      ...options: [learningRate: number, momentum: number, nesterov: boolean],
    ]
  ): void;
  rmsprop(
    ...args: [
      ...arrays: [w: Address, v: Address, moment: Address, g: Address, count: number],
      ...rates: [learningRate: number, rho: number, rest: number, epsilon: number, momentum: number],
    ]
  ): void;
  addColumns(x: Address, rows: number, columns: number, sums: Address): void;
  stopAtZero(dy: Address, y: Address, count: number): void;
  bytesToFloats(bytes: Address, count: number, scale: number, to: Address): void;
  copyBytes(from: Address, bytes: number, to: Address): void;
  clearBytes(at: Address, bytes: number): void;
  dropOut(values: Address, count: number, rate: number, key: number): void;
  activate(y: Address, count: number, kind: number): void;
  activationGradient(dy: Address, y: Address, count: number, kind: number): void;
  reduceSum(
    ...args: [x: Address, y: Address, outer: number, count: number, inner: number, scale: number]
  ): void;
  activateChannels(
    ...args: [x: Address, y: Address, ...image: Channels, ...affine: Affine, ...activation: Activated]
  ): void;
  activateChannelsGradient(
    ...args: [
      ...arrays: [x: Address, dy: Address, dz: Address, ...image: Channels],
      ...function: [...affine: Affine, ...activation: Activated],
    ]
  ): void;
  channelMoments(x: Address, ...rest: [...image: Channels, mean: Address, squares: Address]): void;
  channelGradientSums(
    ...args: [dz: Address, x: Address, ...image: Channels, mean: Address, sums: Address, products: Address]
  ): void;
  combineChannels(
    ...args: [
      ...arrays: [dz: Address, x: Address, dx: Address, ...image: Channels],
      ...numbers: [a: Address, b: Address, c: Address, accumulate: boolean],
    ]
  ): void;
  scaleInto(from: Address, factor: number, to: Address, count: number, accumulate: boolean): void;
  multiplyInto(
    ...args: [a: Address, b: Address, isVector: boolean, to: Address, ...image: Channels, accumulate: boolean]
  ): void;
  sumProducts(a: Address, b: Address, to: Address, ...rest: [...image: Channels, accumulate: boolean]): void;
  copyChannels(
    ...args: [
      ...source: [from: Address, fromChannels: number],
      ...target: [to: Address, toChannels: number, ...image: Channels, accumulate: boolean],
    ]
  ): void;
  addToPixels(numbers: Address, to: Address, ...image: Channels): void;
  normalizeSample(
    ...args: [
      ...arrays: [x: Address, y: Address, ...image: Channels, groups: number],
      ...numbers: [gamma: Address, beta: Address, epsilon: number],
    ]
  ): void;
  normalizeSampleGradient(
    ...args: [
      ...arrays: [x: Address, dy: Address, dx: Address, ...image: Channels, groups: number],
      ...numbers: [gamma: Address, dGamma: Address, dBeta: Address, epsilon: number],
    ]
  ): void;
  prelu(x: Address, alpha: Address, y: Address, ...image: Channels): void;
  preluGradient(
    ...args: [
      ...arrays: [x: Address, alpha: Address, dy: Address, dx: Address, dAlpha: Address],
      ...image: Channels,
    ]
  ): void;
  extremum(a: Address, b: Address, y: Address, count: number, isLargest: boolean): void;
  extremumGradient(
    ...args: [
      ...arrays: [a: Address, b: Address, dy: Address, to: Address, count: number],
      ...which: [isLargest: boolean, ofSecond: boolean],
    ]
  ): void;
  softmaxChannels(x: Address, y: Address, ...image: Channels): void;
  softmaxChannelsGradient(y: Address, dy: Address, dx: Address, ...image: Channels): void;
  resample(
    ...args: [
      ...source: [x: Address, width: number, channels: number],
      ...target: [y: Address, outHeight: number, outWidth: number],
      ...places: [rows: Address, columns: Address, isNearest: boolean],
    ]
  ): void;
  resampleGradient(
    ...args: [
      ...source: [dy: Address, width: number, channels: number],
      ...target: [dx: Address, outHeight: number, outWidth: number],
      ...places: [rows: Address, columns: Address, isNearest: boolean],
    ]
  ): void;
  permute(
    ...args: [
      ...arrays: [x: Address, y: Address],
      ...counts: [count0: number, count1: number, count2: number],
      ...steps: [step0: number, step1: number, step2: number],
    ]
  ): void;
  addSegments(
    ...args: [x: Address, ids: Address, rows: number, width: number, sums: Address, segments: number]
  ): void;
}

/** Size of an image. */
type Channels = [pixels: number, channels: number];
/** Addresses of a number for each channel; 0 for none. */
type Affine = [scale: Address, shift: Address];
/** An activation and its two numbers; see `assembly/activated.ts`. */
type Activated = [kind: number, a: number, b: number];

export type PooledGradient = [
  ...values: [dy: Address, y: Address, argmax: Address],
  ...sizes: [pooledHeight: number, pooledWidth: number, outChannels: number],
  ...filter: [filterHeight: number, filterWidth: number, strideHeight: number, strideWidth: number],
  ...options: [relu: boolean],
];

export type ConvolutionSteps = [
  strideHeight: number,
  strideWidth: number,
  dilationHeight: number,
  dilationWidth: number,
];

export type PoolGeometry = [
  ...input: [images: number, height: number, width: number, channels: number],
  ...output: [outHeight: number, outWidth: number],
  ...window: [filterHeight: number, filterWidth: number, strideHeight: number, strideWidth: number],
  ...padding: [top: number, left: number],
];

export type DepthwiseGeometry = [
  ...input: [images: number, height: number, width: number, channels: number, multiplier: number],
  ...output: [outHeight: number, outWidth: number],
  ...window: [filterHeight: number, filterWidth: number, strideHeight: number, strideWidth: number],
  ...rest: [dilationHeight: number, dilationWidth: number, top: number, left: number],
];
