/**
 * How gradient kernels read the gradient of a convolution's output: from an array, or from the gradient of the pooled
 * values and the positions of their maxima. In the latter case, the three quarters that are zero are never stored.
 */
import {
  type ConvolutionShape,
  GRADIENT_BLOCKED,
  argmaxWords,
  at,
  four,
  pooledSize,
} from './convolution-shape';
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

/**
 * WGSL of `fn gradientAt(image: i32, oy: i32, ox: i32, o: u32) -> f32`, 0 outside of the output, and of
 * `fn gradientsAt(…) -> vec4f` for `ox` to `ox + 3`.
 */
export function gradientFunction(shape: ConvolutionShape, gradient: OutputGradient): string {
  return gradient.argmax
    ? pooledFunctions(shape, gradient.dy, gradient.argmax)
    : plainFunctions(shape, gradient.dy);
}

function plainFunctions({ output: [height, width, channels] }: ConvolutionShape, dy: Operand): string {
  return `fn gradientAt(image: i32, oy: i32, ox: i32, o: u32) -> f32 {
  if (oy < 0 || ox < 0 || oy >= ${height} || ox >= ${width}) { return 0.0; }
  return ${at(dy, `u32((image * ${height} + oy) * ${width} + ox) * ${channels}u + o`)};
}
fn gradientsAt(image: i32, oy: i32, ox: i32, o: u32) -> vec4f {
  return vec4f(${[0, 1, 2, 3].map((i) => `gradientAt(image, oy, ox + ${i}, o)`).join(', ')});
}`;
}

/** Each pooled value is read once for the pixels of its window that are wanted. */
function pooledFunctions(shape: ConvolutionShape, dy: Operand, argmax: Operand): string {
  const channels = shape.output[2];
  const [height, width] = pooledSize(shape);
  const word = at(argmax, `pixel * ${argmaxWords(channels)}u + o / 4u`);
  return `struct Pooled { value: f32, place: u32 }
fn pooledAt(image: i32, y: i32, x: i32, o: u32) -> Pooled {
  if (y < 0 || x < 0 || y >= ${height} || x >= ${width}) { return Pooled(0.0, ${GRADIENT_BLOCKED}u); }
  let pixel = u32((image * ${height} + y) * ${width} + x);
  return Pooled(${at(dy, `pixel * ${channels}u + o`)}, (${word} >> (8u * (o % 4u))) & 255u);
}
fn gradientAt(image: i32, oy: i32, ox: i32, o: u32) -> f32 {
  let pooled = pooledAt(image, oy >> 1u, ox >> 1u, o);
  return select(0.0, pooled.value, pooled.place == u32((oy & 1) * 2 + (ox & 1)));
}
fn gradientsAt(image: i32, oy: i32, ox: i32, o: u32) -> vec4f {
  let y = oy >> 1u;
  let x = ox >> 1u;
  let odd = u32(ox & 1);
  let a = pooledAt(image, y, x, o);
  let b = pooledAt(image, y, x + 1, o);
  // From an odd pixel on, four pixels lie in three windows.
  var c = b;
  var second = a;
  if (odd == 1u) {
    c = pooledAt(image, y, x + 2, o);
    second = b;
  }
  let values = vec4f(a.value, second.value, b.value, c.value);
  let places = vec4u(a.place, second.place, b.place, c.place);
  return select(vec4f(), values, places == u32(oy & 1) * 2u + vec4u(odd, 1u - odd, odd, 1u - odd));
}`;
}
