/**
 * Tests the kernels of each stage of a program against values and gradients that Keras computed for single layers. Below
 * the stage is an identity stage with weights, so that the gradient of the layer's input is computed.
 */
import { beforeAll, it } from 'vitest';
import { GOLDEN_ROOTS, readNpy } from '../../../data/golden.testing';
import { applyHead } from '../../../training/head';
import type { Activation } from '../../../plan/stages';
import { resolveLoss } from '../../../options/resolve-loss';
import { planOf } from '../../../training/train-step.testing';
import {
  type LayerCase,
  type LayerJson,
  SLOPES,
  expectWithin,
  layerCases,
  modelOf,
  softmaxGradient,
} from '../../layer-cases.testing';
import { startWasm } from '../../wasm/wasm.testing';
import { GRADIENT_BLOCKED } from '../convolution-shape';
import { limitsOf } from '../device';
import { FLOAT, type Kernel } from '../kernel';
import { describeOnWebGpu, makeDevice, runKernels } from '../webgpu.testing';
import { type Program, makeProgram } from './program';
import { layOutWeights } from './weight-layout';

let device: GPUDevice;
beforeAll(async () => {
  // Models are built on tfjs, with any backend.
  await startWasm();
  device = await makeDevice();
});

type Values = Float32Array<ArrayBuffer>;
type Shape = [images: number, height: number, width: number, channels: number];

/** An array of a case with its shape. */
interface Images {
  shape: Shape;
  data: Values;
}

/** A program with weights, whose kernels can be run separately. */
class Bench {
  readonly program: Program;
  readonly weights: Values;
  readonly offsets: number[];

  private constructor(program: Program, weights: Values, offsets: number[]) {
    this.program = program;
    this.weights = weights;
    this.offsets = offsets;
  }

  static async make(layers: LayerJson[], values: Values[], images: number): Promise<Bench> {
    const model = await modelOf(layers);
    const plan = planOf(model);
    const optimizer = { name: 'sgd', momentum: 0, nesterov: false, slots: 0 } as const;
    const sizes = model.trainableWeights.map((weight) => weight.read().size);
    const layout = layOutWeights(plan, sizes, optimizer);
    const limits = limitsOf(device);
    const loss = resolveLoss('binary_crossentropy');
    const program = makeProgram({ plan, loss, optimizer, weights: layout, images, limits });
    const weights = new Float32Array(layout.size);
    values.forEach((each, i) => weights.set(each, layout.offsets[i]));
    return new Bench(program, weights, layout.offsets);
  }

  run(kernels: Kernel[], given: Record<string, Values | Uint32Array<ArrayBuffer>>) {
    const sizes = [...this.program.buffers].map(([name, bytes]) => [name, bytes / FLOAT] as const);
    const arrays = { ...Object.fromEntries(sizes), weights: this.weights, ...given };
    return runKernels(device, kernels, arrays, this.program.images);
  }

  /** The kernels from the gradient of one array to that of an array below. */
  backward(from: string, to: string): Kernel[] {
    const { backward } = this.program;
    const uses = (name: string, write: boolean) => (kernel: Kernel) =>
      kernel.bindings.some((binding) => binding.buffer === name && binding.write === write);
    return backward.slice(backward.findIndex(uses(from, false)), 1 + backward.findIndex(uses(to, true)));
  }
}

const identity = (size: number): Values =>
  Float32Array.from({ length: size ** 2 }, (_, i) => Number(i % (size + 1) === 0));

const PLAIN = { kernel_size: [1, 1], use_bias: false };
const POOLING = { class_name: 'MaxPooling2D', config: { pool_size: [2, 2], strides: [2, 2] } };
const END = [
  { class_name: 'Flatten', config: {} },
  { class_name: 'Dense', config: { units: 1, activation: 'sigmoid' } },
];

/** The layer above an identity convolution, which is dilated so that it is not fused with a pooling. */
function plainBench({ layer, config, weights }: LayerCase, [images, ...sides]: Shape) {
  const channels = sides[2];
  const input = { batch_input_shape: [null, ...sides] };
  const below = { ...PLAIN, ...input, filters: channels, dilation_rate: [2, 2] };
  const json = [{ class_name: 'Conv2D', config: below }, { class_name: layer, config }, ...END];
  return Bench.make(json, [identity(channels), ...weights.map((path) => readNpy(path).data)], images);
}

/** The layer fused with a 2 × 2 max pooling, above a fused identity stage. Its images are twice as large. */
function fusedBench({ layer, config, weights }: LayerCase, [images, height, width, channels]: Shape) {
  const below = { ...PLAIN, filters: channels, batch_input_shape: [null, 2 * height, 2 * width, channels] };
  const json = [
    { class_name: 'Conv2D', config: below },
    POOLING,
    { class_name: layer, config },
    POOLING,
    ...END,
  ];
  return Bench.make(json, [identity(channels), ...weights.map((path) => readNpy(path).data)], images);
}

/** Crops or pads an array with zeros to another height and width. */
function resize({ shape: [images, height, width, channels], data }: Images, [newHeight, newWidth]: number[]) {
  const shape: Shape = [images, newHeight as number, newWidth as number, channels];
  const result = new Float32Array(shape.reduce((product, side) => product * side));
  result.forEach((_, i) => {
    const [c, pixel] = [i % channels, Math.floor(i / channels)];
    const [x, line] = [pixel % shape[2], Math.floor(pixel / shape[2])];
    const [y, image] = [line % shape[1], Math.floor(line / shape[1])];
    if (y < height && x < width)
      result[i] = data[((image * height + y) * width + x) * channels + c] as number;
  });
  return { shape, data: result };
}

/** Repeats every pixel in a 2 × 2 square. */
function doubled({ shape: [images, height, width, channels], data }: Images): Values {
  return Float32Array.from({ length: 4 * images * height * width * channels }, (_, i) => {
    const [c, pixel] = [i % channels, Math.floor(i / channels)];
    const [x, line] = [pixel % (2 * width), Math.floor(pixel / (2 * width))];
    return data[((line >> 1) * width + (x >> 1)) * channels + c] as number;
  });
}

/** The values at one position of each 2 × 2 window. */
function placeOf({ shape: [images, height, width, channels], data }: Images, place: number): Values {
  const [rows, columns] = [height >> 1, width >> 1];
  return Float32Array.from({ length: images * rows * columns * channels }, (_, i) => {
    const [c, window] = [i % channels, Math.floor(i / channels)];
    const [x, line] = [window % columns, Math.floor(window / columns)];
    const [y, image] = [line % rows, Math.floor(line / rows)];
    const pixel = (image * height + 2 * y + (place >> 1)) * width + 2 * x + (place & 1);
    return data[pixel * channels + c] as number;
  });
}

const read = (path: string): Images => readNpy(path) as Images;
const PLACES = [0, 1, 2, 3];

async function checkPlain(golden: LayerCase): Promise<void> {
  const [x, y, dy] = [golden.x, golden.y, golden.dy].map(read) as [Images, Images, Images];
  const bench = await plainBench(golden, x.shape);
  const kernels = [...bench.program.forward.slice(0, 2), ...bench.backward('d_y1', 'd_y0')];
  const slope = SLOPES[(golden.config['activation'] ?? 'linear') as Activation];
  // The stage above returns the gradient before this stage's activation.
  const d_y1 = dy.data.map((value, i) => value * slope(y.data[i] as number));
  const results = await bench.run(kernels, { x: x.data, d_y1 });
  expectWithin(results['y1'] as Values, y.data);
  expectWithin(results['d_y0'] as Values, read(golden.dx).data);
  checkWeights(golden, results['gradients'] as Values, bench);
}

function checkWeights({ dweights }: LayerCase, gradients: Float32Array, { offsets }: Bench): void {
  dweights.forEach((path, i) => {
    const { data } = readNpy(path);
    const at = offsets[i + 1] as number;
    expectWithin(gradients.subarray(at, at + data.length), data);
  });
}

/**
 * Pooling passes one gradient out of four, so the layer's gradient is the sum over the four positions. Where the output
 * has an odd number of rows or columns, the images are padded with zeros to make it even. No gradient comes from the
 * padding.
 */
async function checkFused(golden: LayerCase): Promise<void> {
  const [x, y, dy] = [golden.x, golden.y, golden.dy].map(read) as [Images, Images, Images];
  const strides = golden.config['strides'] as [number, number];
  const [, rows, columns, channels] = y.shape;
  const paddedSides = [x.shape[1] + (rows % 2) * strides[0], x.shape[2] + (columns % 2) * strides[1]];
  const even = [rows + (rows % 2), columns + (columns % 2)];
  const images = resize(x, paddedSides);
  const bench = await fusedBench(golden, images.shape);
  const relu = golden.config['activation'] === 'relu';

  const forward = await bench.run(bench.program.forward.slice(0, 2), { x: doubled(images) });
  const shape: Shape = [x.shape[0], (even[0] as number) / 2, (even[1] as number) / 2, channels];
  // Only windows that contain nothing but outputs of the layer.
  const whole = [rows >> 1, columns >> 1];
  const places = PLACES.map((place) => placeOf(y, place));
  const maxima = places[0]!.map((_, i) => Math.max(...places.map((values) => values[i] as number)));
  expectWithin(resize({ shape, data: forward['y1'] as Values }, whole).data, maxima);

  const [gradient, outputs] = [resize(dy, even), resize(y, even)];
  const dx = new Float32Array(images.data.length);
  const dweights = new Float32Array(bench.weights.length);
  for (const place of PLACES) {
    const isOpen = placeOf(outputs, place).map((value) => Number(!relu || value > 0));
    const given = { d_y1: placeOf(gradient, place), argmax1: argmaxOf(isOpen, place, channels) };
    const results = await bench.run(bench.backward('d_y1', 'd_y0'), { ...given, y0: images.data });
    results['d_y0']!.forEach((value, i) => (dx[i] = dx[i]! + value));
    results['gradients']!.forEach((value, i) => (dweights[i] = dweights[i]! + value));
  }
  expectWithin(resize({ shape: images.shape, data: dx }, x.shape.slice(1, 3)).data, read(golden.dx).data);
  checkWeights(golden, dweights, bench);
}

/** Packs four bytes per word as the forward kernel does: the position, or `GRADIENT_BLOCKED`. */
function argmaxOf(isOpen: Values, place: number, channels: number): Uint32Array<ArrayBuffer> {
  const words = Math.ceil(channels / 4);
  const bytes = new Uint8Array((isOpen.length / channels) * words * 4);
  isOpen.forEach((open, i) => {
    bytes[Math.floor(i / channels) * words * 4 + (i % channels)] = open ? place : GRADIENT_BLOCKED;
  });
  return new Uint32Array(bytes.buffer);
}

async function checkDense(golden: LayerCase): Promise<void> {
  const { shape, data } = readNpy(golden.x);
  const [images, inputs] = shape as [number, number];
  const isHead = golden.config['activation'] === 'softmax';
  const json = [
    { class_name: 'Flatten', config: { batch_input_shape: [null, 1, 1, inputs] } },
    { class_name: 'Dense', config: { units: inputs, use_bias: false } },
    { class_name: 'Dense', config: golden.config },
    ...(isHead ? [] : [{ class_name: 'Dense', config: { units: 1, activation: 'sigmoid' } }]),
  ];
  const weights = golden.weights.map((path) => readNpy(path).data);
  const bench = await Bench.make(json, [identity(inputs), ...weights], images);
  const forward = await bench.run(bench.program.forward.slice(0, 4), { x: data });
  const outputs = forward['dense1']!;
  const y = isHead ? applyHead('softmax', outputs, images) : outputs;
  expectWithin(y, readNpy(golden.y).data);

  const dy = readNpy(golden.dy).data;
  const { units } = golden.config as { units: number };
  // The stage above returns a gradient of 0 where this ReLU outputs 0.
  const d_dense1 = isHead ? softmaxGradient(y, dy, units) : dy.map((value, i) => (y[i]! > 0 ? value : 0));
  const given = { d_dense1: Float32Array.from(d_dense1), dense0: data };
  const results = await bench.run(bench.backward('d_dense1', 'd_dense0'), given);
  expectWithin(results['d_dense0']!, readNpy(golden.dx).data);
  checkWeights(golden, results['gradients']!, bench);
}

/** Whether a layer can be fused with a pooling. */
function isFusible({ layer, config }: LayerCase): boolean {
  const { activation = 'linear', dilation_rate: dilation = [1, 1] } = config;
  return layer === 'Conv2D' && /linear|relu/.test(activation as string) && String(dilation) === '1,1';
}

describeOnWebGpu.each(GOLDEN_ROOTS)("a program's stages against Keras's values (%s)", (root) => {
  const cases = layerCases(root);
  it.each(cases)('$name', (golden) => (golden.layer === 'Dense' ? checkDense : checkPlain)(golden));
  it.each(cases.filter(isFusible))('$name, fused with a pooling', checkFused);
});
