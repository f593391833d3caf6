/** Plans the stages on images: convolution and pooling. */
import { message } from '../core/message';
import type { ImageShape, ImageStage, PoolingStage } from './stages';
import { type Layer, type LayerChain, NoPlan, plannedActivation } from './layer-chain';
import { type WindowConfig, paddingOf, requireChannelsLast, windowConfig } from './layer-config';

/** Takes a layer and those fused with it from the chain. `input` is the shape of its input. */
type TakeStage = (chain: LayerChain, input: ImageShape) => ImageStage;

/** The layers on images that a plan has, by class name. Other layers are planned once they are in this table. */
const IMAGE_LAYERS: Record<string, TakeStage> = {
  Conv2D: takeConvolution,
  MaxPooling2D: (chain, input) => takePooling(chain, input, 'max'),
  AveragePooling2D: (chain, input) => takePooling(chain, input, 'average'),
  GlobalMaxPooling2D: (chain, input) => takeGlobalPooling(chain, input, 'max'),
  GlobalAveragePooling2D: (chain, input) => takeGlobalPooling(chain, input, 'average'),
};

/** Takes the next image stage, whose input has the given shape. Returns null if the next layer is not one on images. */
export function takeImageStage(chain: LayerChain, input: ImageShape): ImageStage | null {
  return IMAGE_LAYERS[chain.next ?? '']?.(chain, input) ?? null;
}

function takeConvolution(chain: LayerChain, input: ImageShape): ImageStage {
  const layer = chain.take();
  const config = channelsLastWindow(layer, 'kernelSize');
  if ((layer.getConfig().groups ?? 1) !== 1) throw new NoPlan(message`${layer.name} has groups`);
  const activation = plannedActivation(layer, chain.takeActivation(layer));
  const [, ...output] = layer.outputShape as [null, number, number, number];
  const { window: filter, strides, dilation } = config;
  const stage = {
    layer: layer.name,
    input,
    filter,
    strides,
    padding: paddingOf(config, input, output),
    kernel: chain.weightIndex(layer, 'kernel') as number,
    bias: chain.weightIndex(layer, 'bias'),
  };
  const fusible = (activation === 'relu' || activation === 'linear') && dilation.every((rate) => rate === 1);
  const pool = fusible ? chain.peek(isTwoByTwoMaxPooling) : null;
  if (!pool) {
    const dropout = chain.takeDropout(activation);
    return { ...stage, kind: 'convolution', output, dilation, activation, dropout };
  }
  chain.take();
  const [, ...pooled] = pool.outputShape as [null, number, number, number];
  const dropout = chain.takeDropout('linear');
  return { ...stage, kind: 'pooledConvolution', output: pooled, relu: activation === 'relu', dropout };
}

function isTwoByTwoMaxPooling(layer: Layer): boolean {
  if (layer.getClassName() !== 'MaxPooling2D') return false;
  const { window, strides, same } = channelsLastWindow(layer, 'poolSize');
  return !same && [...window, ...strides].every((side) => side === 2);
}

function takePooling(chain: LayerChain, input: ImageShape, pooling: PoolingStage['pooling']): PoolingStage {
  const layer = chain.take();
  const config = channelsLastWindow(layer, 'poolSize');
  const { window, strides } = config;
  const output = layer.outputShape.slice(1) as unknown as ImageShape;
  const { top, left } = paddingOf(config, input, output);
  const padding = { top, left };
  return poolingStage(chain, layer, { input, output, pooling, window, strides, padding });
}

/** Global pooling is pooling with a window of the whole image. */
function takeGlobalPooling(
  chain: LayerChain,
  input: ImageShape,
  pooling: PoolingStage['pooling'],
): PoolingStage {
  const layer = chain.take();
  requireChannelsLast(layer);
  if (layer.getConfig().keepdims) throw new NoPlan(message`${layer.name} has keepdims`);
  const size = [input[0], input[1]] as const;
  const output = [1, 1, input[2]] as const;
  const padding = { top: 0, left: 0 };
  return poolingStage(chain, layer, { input, output, pooling, window: size, strides: size, padding });
}

function poolingStage(
  chain: LayerChain,
  { name }: Layer,
  stage: Omit<PoolingStage, 'kind' | 'layer' | 'dropout'>,
): PoolingStage {
  return { kind: 'pooling', layer: name, ...stage, dropout: chain.takeDropout('linear') };
}

function channelsLastWindow(layer: Layer, window: 'kernelSize' | 'poolSize'): WindowConfig {
  requireChannelsLast(layer);
  return windowConfig(layer, window);
}
