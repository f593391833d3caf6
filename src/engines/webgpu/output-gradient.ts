/**
 * How gradient kernels read the gradient of a convolution's output: from an array, or from the gradient of the pooled
 * values and the positions of their maxima. In the latter case, the three quarters that are zero are never stored.
 */
import { type ConvolutionShape, argmaxWords, at, four, pooledSize } from './convolution-shape';
import type { BufferName, Operand } from './kernel';

/** Arrays of the gradient. With `argmax`, `dy` is the gradient of the pooled values. */
export interface OutputGradient {
  dy: Operand;
  argmax: Operand | null;
}

/** Buffers to declare. */
export function gradientBuffers({ dy, argmax }: OutputGradient): Record<BufferName, { type?: string }> {
  return { [dy.buffer]: {}, ...(argmax && { [argmax.buffer]: { type: 'u32' } }) };
}

/**
 * The order in which a sum iterates over the pixels of all images. The four positions of a window are adjacent.
 *
 * @returns `perImage`: number of pixels per image. `decode`: WGSL statements that compute `image`, `oy`, `ox` (i32)
 *   from `k`.
 */
export function pixelOrder(shape: ConvolutionShape, { argmax }: OutputGradient) {
  const [height, width] = argmax ? pooledSize(shape) : shape.output;
  const count = height * width * (argmax ? 4 : 1);
  const decode = argmax
    ? `  let place = i32(k % 4u);
  let pooled = i32(k / 4u);
  let oy = pooled / ${width} % ${height} * 2 + place / 2;
  let ox = pooled % ${width} * 2 + place % 2;
  let image = pooled / ${height * width};`
    : `  let oy = i32(k) / ${width} % ${height};
  let ox = i32(k) % ${width};
  let image = i32(k) / ${height * width};`;
  return { perImage: count, decode };
}

/** WGSL of the gradients of channels `g` to `g + 3` at pixel `k` of `pixelOrder`. */
export function gradientVector(shape: ConvolutionShape, { dy, argmax }: OutputGradient): string {
  const channels = shape.output[2];
  if (!argmax) return `  return ${four(dy, `k * ${channels}u + g`, 1)};`;
  return `  let pooled = k / 4u;
  let word = ${at(argmax, `pooled * ${argmaxWords(channels)}u + g / 4u`)};
  let places = (vec4u(word) >> vec4u(0u, 8u, 16u, 24u)) & vec4u(255u);
  let i = pooled * ${channels}u + g;
  return select(vec4f(), ${four(dy, 'i', 1)}, places == vec4u(k % 4u));`;
}

/** WGSL of `fn gradientAt(image: i32, oy: i32, ox: i32, o: u32) -> f32`: 0 outside of the output. */
export function gradientFunction(shape: ConvolutionShape, { dy, argmax }: OutputGradient): string {
  const channels = shape.output[2];
  const [height, width] = argmax ? pooledSize(shape) : shape.output;
  const [y, x] = argmax ? ['(oy >> 1u)', '(ox >> 1u)'] : ['oy', 'ox'];
  const pixel = `u32((image * ${height} + ${y}) * ${width} + ${x})`;
  const value = at(dy, `pixel * ${channels}u + o`);
  return `fn gradientAt(image: i32, oy: i32, ox: i32, o: u32) -> f32 {
  if (oy < 0 || ox < 0 || ${y} >= ${height} || ${x} >= ${width}) { return 0.0; }
  let pixel = ${pixel};
  ${
    argmax
      ? `let place = (${at(argmax, `pixel * ${argmaxWords(channels)}u + o / 4u`)} >> (8u * (o % 4u))) & 255u;
  return select(0.0, ${value}, place == u32((oy & 1) * 2 + (ox & 1)));`
      : `return ${value};`
  }
}`;
}
