/** Exports of the compiled kernels. They allocate nothing: every function works on addresses from the caller. */
export { convolveImage, convolveScratch, packFilter } from './convolve';
export { convolveFilterGradient } from './filter-gradient';
export { convolveInputGradient, inputGradientScratch, packInputGradientFilter } from './input-gradient';
export { depthwiseImage, depthwiseInputGradient } from './depthwise';
export { depthwiseFilterGradient } from './depthwise-gradient';
export { matMul, matMulScratch } from './gemm';
export { placePixels } from './pad';
export { averagePool, maxPool } from './pool-forward';
export { activate, activationGradient } from './activation';
export { averagePoolGradient, maxPoolGradient } from './pool';
export { reduceSum } from './reduce';
export { addSegments } from './segments';
export { tile6x8 } from './tile';
export { useWideTiles } from './tile-wide';
export { adam } from './adam';
export { rmsprop } from './rmsprop';
export { sgd } from './sgd';
export { bytesToFloats, clearBytes, copyBytes } from './bytes';
export { dropOut } from './dropout';
export { addColumns, stopAtZero } from './dense';
export { convolvePooled, convolvePooledScratch } from './pooled-forward';
export {
  convolveWinograd,
  packWinogradFilter,
  winogradFilterBytes,
  winogradScratch,
} from './winograd';
export {
  convolvePooledWinograd,
  convolveWinogradLarge,
  packWinogradLargeFilter,
  winogradLargeFilterBytes,
  winogradLargeScratch,
} from './winograd-large';
export {
  beginWinogradGradient,
  convolveWinogradGradient,
  endWinogradGradient,
  winogradGradientBytes,
} from './winograd-gradient';
export {
  pooledBiasGradient,
  pooledFilterGradient,
  pooledGradientScratch,
  pooledInputGradient,
} from './pooled-backward';
export { addWeightRows, packWeightRows, weightRowsBytes } from './weight-rows';
export {
  activateChannels,
  activateChannelsGradient,
  combineChannels,
} from './channels';
export { channelGradientSums, channelMoments } from './channel-sums';
export { addToPixels, copyChannels, multiplyInto, scaleInto, sumProducts } from './combine';
export { normalizeSample, normalizeSampleGradient } from './sample-normalization';
export { extremum, extremumGradient, prelu, preluGradient } from './select';
export { softmaxChannels, softmaxChannelsGradient } from './softmax';
export { permute, resample, resampleGradient } from './resample';
