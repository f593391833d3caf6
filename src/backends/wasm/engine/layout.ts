/** Gives every array of a plan its place in memory, once: a step allocates nothing. */
import type { ConvolutionStage, DenseStage, Plan } from '../../../trainer/plan/plan';
import type { Address, KernelExports } from '../module';
import { CONTROL_BYTES } from './control';
import {
  type ConvolutionProgram,
  type DenseProgram,
  LANES,
  type OptimizerName,
  type Program,
  type ThreadProgram,
  type WeightProgram,
} from './program';

const FLOAT = 4;
/** Kernels read whole vectors past an array's end. */
const MARGIN = 64;
/** Columns of a dense product that one item makes. */
const COLUMNS = 64;
/** Values of a dense kernel that one item updates: with their gradient they stay in a core's L2. */
const BLOCK = 65536;

/** What a layout is made for. */
export interface LayoutInputs {
  plan: Plan;
  /** In the order of `trainableWeights`. They live as long as the run, not as the layout. */
  weights: WeightProgram[];
  optimizer: OptimizerName;
  nesterov: boolean;
  /** Most images in a batch. */
  images: number;
  threads: number;
}

/** Hands out addresses one after the other. */
class Arena {
  private next: Address;

  constructor(start: Address) {
    this.next = start;
  }

  take(bytes: number): Address {
    const at = this.next;
    this.next = Math.ceil((at + bytes + MARGIN) / 64) * 64;
    return at;
  }

  get end(): Address {
    return this.next;
  }
}

/** Bytes that a program takes. */
export function programBytes(exports: KernelExports, inputs: LayoutInputs): number {
  const arena = new Arena(0);
  place(exports, inputs, arena);
  return arena.end + 64;
}

/** The program whose arrays begin at an address, in memory of `programBytes`. */
export function layOut(exports: KernelExports, inputs: LayoutInputs, at: Address): Program {
  return place(exports, inputs, new Arena(Math.ceil(at / 64) * 64));
}

function place(exports: KernelExports, inputs: LayoutInputs, arena: Arena): Program {
  const { plan, optimizer, nesterov, threads } = inputs;
  const control = arena.take(CONTROL_BYTES);
  let x = arena.take(inputs.images * FLOAT * volume(plan.input));
  const convolutions = plan.convolutions.map((stage) => {
    const program = placeConvolution(exports, inputs, arena, stage, x);
    x = program.y;
    return program;
  });
  let dx = convolutions.length > 0 ? arena.take(inputs.images * FLOAT * (plan.dense[0]?.inputs ?? 0)) : 0;
  const dense = plan.dense.map((stage) => {
    const program = placeDense(inputs, arena, stage, x, dx);
    x = program.y;
    dx = program.dy;
    return program;
  });
  const own = Array.from({ length: threads }, () => placeThread(exports, arena, convolutions, dense));
  return { optimizer, nesterov, convolutions, dense, threads: own, control };
}

function placeConvolution(
  exports: KernelExports,
  inputs: LayoutInputs,
  arena: Arena,
  { input, output, filter, strides, padding, relu, kernel, bias }: ConvolutionStage,
  x: Address,
): ConvolutionProgram {
  const [filterHeight, filterWidth] = filter;
  const [channels, outChannels] = [input[2], output[2]];
  const rowBytes = exports.weightRowsBytes(filterWidth * channels, filterHeight, outChannels);
  const panelBytes = 32 * filterHeight * filterWidth * channels * Math.ceil(outChannels / 8);
  const values = inputs.images * volume(output);
  const biasSumBytes = FLOAT * Math.ceil(outChannels / 16) * 16;
  return {
    ...{ input, output, filter, strides, padding, relu, x },
    kernel: inputs.weights[kernel] as WeightProgram,
    bias: bias === null ? null : (inputs.weights[bias] as WeightProgram),
    y: arena.take(FLOAT * values),
    argmax: arena.take(values),
    panels: arena.take(panelBytes),
    rows: arena.take(rowBytes),
    kernelSums: arena.take(LANES * rowBytes),
    kernelSumBytes: rowBytes,
    biasSums: arena.take(LANES * biasSumBytes),
    biasSumBytes,
  };
}

function placeDense(
  inputs: LayoutInputs,
  arena: Arena,
  { inputs: width, units, relu, kernel, bias }: DenseStage,
  x: Address,
  dx: Address,
): DenseProgram {
  const rows = Math.max(6, Math.floor(BLOCK / units / 6) * 6);
  const bytes = inputs.images * FLOAT * units;
  return {
    ...{ inputs: width, units, relu, x, dx, columns: COLUMNS, rows: Math.min(rows, width) },
    kernel: inputs.weights[kernel] as WeightProgram,
    bias: bias === null ? null : (inputs.weights[bias] as WeightProgram),
    y: arena.take(bytes),
    dy: arena.take(bytes),
  };
}

function placeThread(
  exports: KernelExports,
  arena: Arena,
  convolutions: ConvolutionProgram[],
  dense: DenseProgram[],
): ThreadProgram {
  const scratch = [exports.matMulScratch()];
  let padded = 0;
  const gradients = convolutions.map(({ input, output, filter, padding }, i) => {
    const [pooledHeight, pooledWidth, outChannels] = output;
    const depth = filter[0] * filter[1] * input[2];
    scratch.push(
      exports.convolvePooledScratch(depth, pooledWidth, outChannels),
      exports.pooledGradientScratch(padding.width, input[2], pooledHeight, pooledWidth, outChannels),
    );
    const bytes = FLOAT * padding.height * padding.width * input[2];
    const isPadded = bytes !== FLOAT * volume(input);
    if (isPadded) padded = Math.max(padded, bytes);
    if (i === 0) return { padded: 0, image: 0 };
    const whole = arena.take(bytes);
    return { padded: whole, image: isPadded ? arena.take(FLOAT * volume(input)) : whole };
  });
  const blocks = [
    ...dense.map(({ rows, units }) => rows * units),
    ...convolutions.map(({ kernel }) => kernel.count),
  ];
  return {
    scratch: arena.take(Math.max(...scratch)),
    padded: arena.take(padded),
    gradients,
    block: arena.take(FLOAT * Math.max(...blocks)),
  };
}

function volume(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}
