/** Lays out the arrays of the image stages: those for all images, and each thread's for its current image. */
import type { ImageStage, Plan, PooledConvolutionStage } from '../../../plan/stages';
import type { KernelExports } from '../kernel-exports';
import type { Arena } from './arena';
import { lanesFor } from './lanes';
import { type Winograd, winogradFor, winogradKernels } from './winograd';
import {
  FLOAT,
  type ImageProgram,
  type StageMemory,
  type WeightProgram,
  isConvolution,
  volume,
} from './program';

/** Number of lanes that sum gradients over images. */
export function lanesOf(exports: KernelExports, { images }: Plan): number {
  return lanesFor(images.reduce((sum, stage) => sum + kernelSumBytes(exports, stage), 0));
}

function kernelSumBytes(exports: KernelExports, stage: ImageStage): number {
  if (stage.kind === 'pooling') return 0;
  const { filter, input, output } = stage;
  if (stage.kind === 'convolution') return FLOAT * filter[0] * filter[1] * input[2] * output[2];
  return exports.weightRowsBytes(filter[1] * input[2], filter[0], output[2]);
}

/** Inputs of `placeStages`. */
interface Inputs {
  plan: Plan;
  weights: WeightProgram[];
  /** Maximum number of images in a batch. */
  images: number;
  /** Maximum bytes of activations kept for a whole batch. Above it, they are recomputed. */
  activationLimitBytes: number;
}

export function placeStages(exports: KernelExports, inputs: Inputs, arena: Arena): ImageProgram[] {
  const { plan, images, activationLimitBytes } = inputs;
  const lanes = lanesOf(exports, plan);
  const between = plan.images.slice(0, -1);
  const all = between.reduce((sum, { output }) => sum + images * FLOAT * volume(output), 0);
  return plan.images.map((stage, i): ImageProgram => {
    const isKept = all <= activationLimitBytes || i === plan.images.length - 1;
    const values = images * volume(stage.output);
    const arrays = {
      y: isKept ? arena.take(FLOAT * values) : 0,
      needsInputGradient: plan.images.slice(0, i).some(({ kind }) => kind !== 'pooling'),
    };
    if (stage.kind === 'pooling') return { ...stage, ...arrays };
    const { filter, input, output, bias } = stage;
    const positions = filter[0] * filter[1];
    const packed = (depth: number, columns: number) => 32 * positions * depth * Math.ceil(columns / 8);
    const bytes = Math.ceil(kernelSumBytes(exports, stage) / 64) * 64;
    const biasSumBytes = FLOAT * Math.ceil(output[2] / 16) * 16;
    const winograd =
      stage.kind === 'convolution'
        ? winogradFor({ ...stage, shape: output }, input[2])
        : winogradForPooled(stage);
    const { filterBytes = packed } = winograd ? winogradKernels(exports, winograd) : {};
    const convolution = {
      ...arrays,
      kernel: inputs.weights[stage.kernel] as WeightProgram,
      bias: bias === null ? null : (inputs.weights[bias] as WeightProgram),
      panels: arena.take(filterBytes(input[2], output[2])),
      kernelSums: arena.take(lanes * bytes),
      kernelSumBytes: bytes,
      biasSums: arena.take(lanes * biasSumBytes),
      biasSumBytes,
      winograd,
    };
    if (stage.kind === 'convolution')
      return { ...stage, ...convolution, turned: arena.take(filterBytes(output[2], input[2])) };
    const argmax = isKept ? arena.take(values) : 0;
    return { ...stage, ...convolution, argmax, rows: arena.take(bytes) };
  });
}

/** With fewer input channels, Winograd's transformations cost more than the products they save. */
const WINOGRAD_CHANNELS = 8;

/** The tile of four pooling windows if Winograd's algorithm pays; its gradients are those of the pooling. */
function winogradForPooled({ filter, strides, input, output }: PooledConvolutionStage): Winograd | null {
  const isFit = [...filter, ...strides].join() === '3,3,1,1' && input[2] % 4 === 0 && output[2] % 4 === 0;
  return isFit && input[2] >= WINOGRAD_CHANNELS ? 'large' : null;
}

/** Allocates a thread's arrays for one stage. */
export function placeStageMemory(stage: ImageProgram, arena: Arena): StageMemory {
  const { input, output, y, needsInputGradient } = stage;
  return {
    y: y ? 0 : arena.take(FLOAT * volume(output)),
    argmax: y || stage.kind !== 'pooledConvolution' ? 0 : arena.take(volume(output)),
    dx: needsInputGradient ? arena.take(FLOAT * volume(input)) : 0,
    spread: needsInputGradient && isConvolution(stage) ? arena.take(spreadBytes(stage)) : 0,
  };
}

function spreadBytes(stage: Exclude<ImageProgram, { kind: 'pooling' }>): number {
  const { padding, input, output, filter } = stage;
  if (stage.kind === 'pooledConvolution') return FLOAT * padding.height * padding.width * input[2];
  const [height, width] = [0, 1].map(
    (axis) => (input[axis] ?? 0) + ((filter[axis] ?? 1) - 1) * (stage.dilation[axis] ?? 1),
  ) as [number, number];
  return FLOAT * height * width * output[2];
}

/** Scratch bytes of a stage's kernels. */
export function scratchOf(exports: KernelExports, stage: ImageProgram): number {
  if (stage.kind === 'pooling') return 0;
  const { filter, input, output, padding } = stage;
  const [height, width, channels] = output;
  const positions = filter[0] * filter[1];
  if (stage.kind === 'convolution') {
    const direct = exports.convolveScratch(positions * Math.max(input[2], channels));
    if (!stage.winograd) return direct;
    const bytesFor = winogradKernels(exports, stage.winograd).scratch;
    return Math.max(bytesFor(input[2], channels), bytesFor(channels, input[2]));
  }
  return Math.max(
    stage.winograd ? exports.winogradLargeScratch(input[2], channels) : 0,
    exports.convolvePooledScratch(positions * input[2], width, channels),
    exports.pooledGradientScratch(padding.width, input[2], height, width, channels),
  );
}

/** Bytes of a stage's padded input. */
export function paddedBytes(stage: ImageProgram): number {
  return isConvolution(stage) ? FLOAT * stage.padding.height * stage.padding.width * stage.input[2] : 0;
}
