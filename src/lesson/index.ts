/** `pupila/lesson`: the labs. Importing this file defines one element per lab. */
export { setAssetBase } from '../assets/asset-base';
export type { BuiltInPicture } from '../internal';
export type { FilterName, Kernel } from './filters';
export type { PictureChoice } from './picture-bar';
export type { PictureLab } from './picture-lab';
export { PupilaAugmentationLab } from './pupila-augmentation-lab';
export { PupilaConvolutionLab } from './pupila-convolution-lab';
export { PupilaFeatureMaps } from './pupila-feature-maps';
export { PupilaLayerLab } from './pupila-layer-lab';
export { PupilaNetworkLab } from './pupila-network-lab';
export { PupilaPoolingLab } from './pupila-pooling-lab';
