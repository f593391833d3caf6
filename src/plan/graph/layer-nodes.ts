/** The layers that graphs have, by class name, and what adds their nodes. */
import { RANDOM_IMAGES } from '../../models/layers/random-images';
import { message } from '../../core/message';
import { NoPlan } from '../layer-chain';
import { addActivationLayer, addElu, addLeakyRelu, addPrelu, addReluLayer } from './activation-nodes';
import { addExtremum, addOperation, addProduct, addRescaling, addSum } from './arithmetic-nodes';
import {
  addConvolution,
  addDense,
  addDepthwise,
  addLayerScale,
  addSeparable,
  addTransposedConvolution,
} from './convolution-nodes';
import type { GraphBuilder } from './graph-builder';
import type { Value } from './graph';
import type { AddNodes, LayerCall } from './layer-call';
import {
  addFixedNormalization,
  addGroupNormalization,
  addLayerNormalization,
  addNormalization,
  addSoftmaxLayer,
} from './normalization-nodes';
import {
  addAlphaDropout,
  addDropout,
  addGaussianDropout,
  addGaussianNoise,
  addSpatialDropout,
} from './random-nodes';
import {
  addCentreCrop,
  addConcatenation,
  addCropping,
  addGlobalPooling,
  addPermute,
  addPooling,
  addReshape,
  addResizing,
  addUpSampling,
  addZeroPadding,
} from './size-nodes';

export const LAYER_NODES: Readonly<Record<string, AddNodes>> = {
  Conv2D: addConvolution,
  Conv2DTranspose: addTransposedConvolution,
  DepthwiseConv2D: addDepthwise,
  SeparableConv2D: addSeparable,
  Dense: addDense,
  LayerScale: addLayerScale,
  BatchNormalization: addNormalization,
  LayerNormalization: addLayerNormalization,
  GroupNormalization: addGroupNormalization,
  Normalization: addFixedNormalization,
  Activation: addActivationLayer,
  ReLU: addReluLayer,
  LeakyReLU: addLeakyRelu,
  PReLU: addPrelu,
  ELU: addElu,
  Softmax: addSoftmaxLayer,
  MaxPooling2D: (graph, call) => addPooling(graph, call, 'max'),
  AveragePooling2D: (graph, call) => addPooling(graph, call, 'average'),
  GlobalMaxPooling2D: (graph, call) => addGlobalPooling(graph, call, 'max'),
  GlobalAveragePooling2D: (graph, call) => addGlobalPooling(graph, call, 'average'),
  ZeroPadding2D: addZeroPadding,
  Cropping2D: addCropping,
  UpSampling2D: addUpSampling,
  Resizing: addResizing,
  CenterCrop: addCentreCrop,
  Add: (graph, call) => addSum(graph, call, () => 1),
  Average: (graph, call) => addSum(graph, call, () => 1 / call.inputs.length),
  Subtract: (graph, call) => addSum(graph, call, (i) => (i === 0 ? 1 : -1)),
  Multiply: addProduct,
  Maximum: (graph, call) => addExtremum(graph, call, true),
  Minimum: (graph, call) => addExtremum(graph, call, false),
  Operation: addOperation,
  Concatenate: addConcatenation,
  Rescaling: addRescaling,
  Dropout: addDropout,
  SpatialDropout2D: addSpatialDropout,
  GaussianNoise: addGaussianNoise,
  GaussianDropout: addGaussianDropout,
  AlphaDropout: addAlphaDropout,
  Flatten: addReshape,
  Reshape: addReshape,
  Permute: addPermute,
  ...Object.fromEntries(RANDOM_IMAGES.map(({ name }) => [name, addRandomImages])),
};

/** tfjs computes random changes of pictures at the beginning of a model (`augmentation.ts`). Elsewhere there is no plan. */
function addRandomImages(graph: GraphBuilder, { layer, inputs: [input] }: LayerCall): Value {
  if (graph.isInference(layer)) return input as Value;
  throw new NoPlan(message`${layer.name} does not stand at the beginning`);
}
