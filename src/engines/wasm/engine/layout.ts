/** Assigns addresses to all arrays of a plan in advance, so that a step allocates nothing. */
import type { DenseStage, Plan } from '../../../plan/stages';
import type { PlanUpdate } from '../../../training/optimizers';
import type { Address, KernelExports } from '../kernel-exports';
import type { Arena } from './arena';
import { controlBytes } from './control';
import { JOURNAL_BYTES } from './journaled-update';
import { lanesOf, paddedBytes, placeStageMemory, placeStages, scratchOf } from './image-layout';
import {
  type DenseProgram,
  FLOAT,
  type ImageProgram,
  type Program,
  type ThreadProgram,
  type WeightProgram,
  isConvolution,
  volume,
} from './program';

/** Columns of a dense product per item, and the number of multiply-adds above which an item has fewer columns. */
const COLUMNS = 64;
const PRODUCTS = 2 ** 28;
/** Values of a dense kernel that one item updates. Together with their gradient they fit in a core's L2. */
const BLOCK = 65536;

/** Inputs of a layout. */
export interface LayoutInputs {
  plan: Plan;
  /** In the order of `trainableWeights`. They outlive the layout. */
  weights: WeightProgram[];
  optimizer: PlanUpdate['name'];
  nesterov: boolean;
  /** Maximum number of images in a batch. */
  images: number;
  /** Maximum bytes of activations kept for a whole batch. Above it, they are recomputed. */
  activationLimitBytes: number;
  threads: number;
}

/** Places a program. */
export function placeProgram(exports: KernelExports, inputs: LayoutInputs, arena: Arena): Program {
  const { plan, optimizer, nesterov, threads } = inputs;
  const control = arena.take(controlBytes(threads));
  const x = arena.take(inputs.images * FLOAT * volume(plan.input));
  const images = placeStages(exports, inputs, arena);
  const learns = images.some(isConvolution);
  let [y, dy] = [images.at(-1)?.y ?? x, 0];
  if (learns) dy = arena.take(inputs.images * FLOAT * (plan.dense[0]?.inputs ?? 0));
  const dense = plan.dense.map((stage) => {
    const program = placeDense(inputs, arena, stage, y, dy);
    ({ y, dy } = program);
    return program;
  });
  const own = Array.from({ length: threads }, () => placeThread(exports, arena, images, dense));
  return { optimizer, nesterov, x, images, lanes: lanesOf(exports, plan), dense, threads: own, control };
}

function placeDense(
  { images, weights }: LayoutInputs,
  arena: Arena,
  stage: DenseStage,
  x: Address,
  dx: Address,
): DenseProgram {
  const { inputs, units, kernel, bias } = stage;
  const rows = Math.max(6, Math.floor(BLOCK / units / 6) * 6);
  const columns = Math.floor(PRODUCTS / (images * inputs) / 8) * 8;
  const bytes = images * FLOAT * units;
  return {
    ...stage,
    x,
    dx,
    columns: Math.max(8, Math.min(COLUMNS, columns)),
    rows: Math.min(rows, inputs),
    kernel: weights[kernel] as WeightProgram,
    bias: bias === null ? null : (weights[bias] as WeightProgram),
    y: arena.take(bytes),
    dy: arena.take(bytes),
  };
}

function placeThread(
  exports: KernelExports,
  arena: Arena,
  images: ImageProgram[],
  dense: DenseProgram[],
): ThreadProgram {
  const blocks = [
    ...dense.map(({ rows, units }) => rows * units),
    ...dense.map(({ units }) => units),
    ...images.map((stage) => (isConvolution(stage) ? stage.kernel.count : 0)),
  ];
  return {
    scratch: arena.take(
      Math.max(exports.matMulScratch(), ...images.map((stage) => scratchOf(exports, stage))),
    ),
    padded: arena.take(Math.max(0, ...images.map(paddedBytes))),
    stages: images.map((stage) => placeStageMemory(stage, arena)),
    block: arena.take(FLOAT * Math.max(...blocks)),
    journal: arena.take(JOURNAL_BYTES),
  };
}
