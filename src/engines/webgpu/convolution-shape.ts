/** Geometry of a two-dimensional convolution, as written into WGSL. NHWC. */
import type { backend_util } from '@tensorflow/tfjs-core';
import type { ImageStage } from '../../plan/stages';
import type { Operand } from './kernel';

/** A convolution without its pooling. */
export interface ConvolutionShape {
  /** Height, width and channels of the input. */
  input: readonly [number, number, number];
  /** Height, width and channels of the output. */
  output: readonly [number, number, number];
  filter: readonly [height: number, width: number];
  strides: readonly [height: number, width: number];
  dilations: readonly [height: number, width: number];
  /** Zeros above and left of the image. */
  top: number;
  left: number;
}

/** Geometry of a plan's stage; for a fused stage, that of its convolution. */
export function shapeOf(stage: ImageStage): ConvolutionShape {
  const { input, output, strides, padding } = stage;
  const { top, left } = padding;
  const common = { input, strides, top, left };
  if (stage.kind === 'pooling') return { ...common, output, filter: stage.window, dilations: [1, 1] };
  const { filter } = stage;
  if (stage.kind === 'convolution') return { ...common, output, filter, dilations: stage.dilation };
  const outputs = (size: number, i: 0 | 1): number => Math.floor((size - filter[i]) / strides[i]) + 1;
  const convolved = [outputs(stage.padding.height, 0), outputs(stage.padding.width, 1), output[2]] as const;
  return { ...common, output: convolved, filter, dilations: [1, 1] };
}

/** Geometry of a convolution or pooling from tfjs's description. */
export function shapeOfInfo(info: backend_util.Conv2DInfo): ConvolutionShape {
  return {
    input: [info.inHeight, info.inWidth, info.inChannels],
    output: [info.outHeight, info.outWidth, info.outChannels],
    filter: [info.filterHeight, info.filterWidth],
    strides: [info.strideHeight, info.strideWidth],
    dilations: [info.dilationHeight, info.dilationWidth],
    top: info.padInfo.top,
    left: info.padInfo.left,
  };
}

/** Height and width after 2 × 2 max pooling, which drops an odd last row or column. */
export function pooledSize({ output }: ConvolutionShape): [number, number] {
  return [output[0] >> 1, output[1] >> 1];
}

/** Whether any window extends outside of the image. */
export function isPadded(shape: ConvolutionShape): boolean {
  const { input, output, filter, strides, dilations, top, left } = shape;
  const extent = (i: 0 | 1): number => (output[i] - 1) * strides[i] + (filter[i] - 1) * dilations[i] + 1;
  return top > 0 || left > 0 || extent(0) - top > input[0] || extent(1) - left > input[1];
}

/** Number of weights of one output channel. */
export function taps({ filter, input }: ConvolutionShape): number {
  return filter[0] * filter[1] * input[2];
}

/** Number of 32-bit words for one pixel's positions of maxima, one byte per channel. */
export function argmaxWords(channels: number): number {
  return Math.ceil(channels / 4);
}

/** Positions of maxima are 0 to 3, row by row. This value means that ReLU blocks the gradient. */
export const GRADIENT_BLOCKED = 4;

/** WGSL expression of an operand's value. */
export function at({ buffer, offset }: Operand, index: string): string {
  return offset === 0 ? `${buffer}[${index}]` : `${buffer}[${offset}u + ${index}]`;
}

/** WGSL expression of four values of an operand, `stride` apart. */
export function four(operand: Operand, index: string, stride: number): string {
  const values = [0, 1, 2, 3].map((i) => at(operand, i === 0 ? index : `${index} + ${i * stride}u`));
  return `vec4f(${values.join(', ')})`;
}

/** WGSL of `fn pixel(iy: i32, ix: i32, i: i32) -> f32`: value `i` of the images, or 0 if the pixel is padding. */
export function pixelFunction(shape: ConvolutionShape, images: Operand): string {
  const [height, width] = shape.input;
  return `fn pixel(iy: i32, ix: i32, i: i32) -> f32 {
  if (iy < 0 || iy >= ${height} || ix < 0 || ix >= ${width}) { return 0.0; }
  return ${at(images, 'u32(i)')};
}`;
}
