/** Plans the stages on images: convolution and pooling. */
import { message } from '../core/message';
import type { ConvolutionStage, ImageShape, ImageStage, PoolingStage } from './stages';
import { type Layer, type LayerChain, NoPlan, plannedActivation } from './layer-chain';

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
  const config = readConfig(layer, 'kernelSize');
  if ((layer.getConfig().groups ?? 1) !== 1) throw new NoPlan(message`${layer.name} has groups`);
  const activation = plannedActivation(layer, chain.takeActivation(layer));
  const [, ...output] = layer.outputShape as [null, number, number, number];
  const [dilationHeight, dilationWidth] = pair(config.dilationRate);
  const extent = [
    (config.window[0] - 1) * dilationHeight + 1,
    (config.window[1] - 1) * dilationWidth + 1,
  ] as const;
  const zeros = totalPadding(config, input, output, extent);
  const stage = {
    layer: layer.name,
    input,
    filter: config.window,
    strides: config.strides,
    padding: { ...leadingPadding(zeros), height: input[0] + zeros[0], width: input[1] + zeros[1] },
    kernel: chain.weightIndex(layer, 'kernel') as number,
    bias: chain.weightIndex(layer, 'bias'),
  };
  const dilation = [dilationHeight, dilationWidth] as const;
  const fusible =
    (activation === 'relu' || activation === 'linear') && dilationHeight === 1 && dilationWidth === 1;
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
  const { window, strides, same } = readConfig(layer, 'poolSize');
  return !same && [...window, ...strides].every((side) => side === 2);
}

function takePooling(chain: LayerChain, input: ImageShape, pooling: PoolingStage['pooling']): PoolingStage {
  const layer = chain.take();
  const { window, strides, same } = readConfig(layer, 'poolSize');
  const output = layer.outputShape.slice(1) as unknown as ImageShape;
  const padding = leadingPadding(totalPadding({ same, strides }, input, output, window));
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

type Pair = ConvolutionStage['filter'];

function readConfig(layer: Layer, window: 'kernelSize' | 'poolSize') {
  const config = layer.getConfig();
  requireChannelsLast(layer);
  if (config.padding !== 'same' && config.padding !== 'valid')
    throw new NoPlan(message`${layer.name} has the padding ${config.padding as string}`);
  return {
    window: pair(config[window]),
    strides: pair(config.strides),
    dilationRate: config.dilationRate,
    same: config.padding === 'same',
  };
}

/** @throws {NoPlan} for a layer with channels first. */
export function requireChannelsLast(layer: Layer): void {
  if (layer.getConfig().dataFormat === 'channelsFirst')
    throw new NoPlan(message`${layer.name} has channels first`);
}

/** Converts one number for both sides, or two, to [height, width]. */
function pair(value: unknown): Pair {
  const [height = 1, width = height] = [value ?? 1].flat() as number[];
  return [height, width];
}

/** Total rows and columns of zeros that 'same' padding adds. `extent` is the size of the dilated window. */
function totalPadding(
  { same, strides }: { same: boolean; strides: Pair },
  input: readonly number[],
  output: readonly number[],
  extent: Pair,
): Pair {
  const along = (axis: 0 | 1): number =>
    same ? Math.max(0, ((output[axis] ?? 1) - 1) * strides[axis] + extent[axis] - (input[axis] ?? 1)) : 0;
  return [along(0), along(1)];
}

/** Zeros above and left. As in TensorFlow, an odd row or column goes below or to the right. */
function leadingPadding([rows, columns]: Pair): { top: number; left: number } {
  return { top: Math.floor(rows / 2), left: Math.floor(columns / 2) };
}
