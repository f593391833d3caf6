/**
 * Computes one item of a graph's job on any thread: a lane of images through a phase, one image after the other, or the
 * packing of a filter. Independent of tfjs.
 */
import type { Control, Job } from '../engine/control';
import { WorkRunner } from '../engine/work-runner';
import type { KernelExports } from '../kernel-exports';
import { beginLane, endLane } from './convolutions';
import { Operands } from './operands';
import { measureMoments, normalizeBack, sumGradient } from './operations';
import { operationOf } from './operation-table';
import { packFilters } from './packing';
import type { GraphProgram, GraphThread, NodeOf, Place, Step } from './program';

/** One thread's view of the graphs of a model. */
export class GraphItems extends WorkRunner {
  readonly #lanes: number;
  readonly #training: Operands | null;
  readonly #inference: Operands;

  constructor(exports: KernelExports, program: GraphProgram, control: Control, thread: number) {
    super(control, thread);
    const { training, inference, threads, lanes } = program;
    const own = threads[thread] as GraphThread;
    this.#training = training && new Operands(exports, training, own);
    this.#inference = new Operands(exports, inference, own);
    this.#lanes = lanes;
  }

  override finishUpdate(): never {
    throw new Error('internal: a graph updates no weights in its jobs');
  }

  protected override compute(item: number): Iterator<void> {
    const { job } = this.control;
    const operands = job.key === 0 ? this.#inference : (this.#training as Operands);
    return job.kind === 'pack'
      ? packFilters(operands, operands.node(item))
      : this.#runLane(operands, job, item);
  }

  *#runLane(operands: Operands, { kind, layer, images, key }: Job, lane: number): Generator<void> {
    const { forward, backward } = operands.graph;
    const steps = (kind === 'forward' ? forward : backward)[layer] as Step[];
    if (kind === 'backward') beginLanes(operands, steps, layer, lane);
    for (let image = lane; image < images; image += this.#lanes) {
      for (const step of steps) {
        operands.image = image;
        operands.key = key;
        computeStep(operands, step, lane);
        yield;
      }
    }
    if (kind === 'backward') yield* endLanes(operands, steps, lane);
  }
}

function computeStep(operands: Operands, { node: value, part }: Step, lane: number): void {
  const node = operands.node(value);
  if (part === 'forward') {
    return operationOf(node).forward(operands, node, operands.at(node.value as Place));
  }
  if (part === 'moments') return measureMoments(operands, node as NodeOf<'normalization'>);
  const dy = operands.gradient(value);
  if (part === 'sums') sumGradient(operands, node as NodeOf<'normalization'>, dy);
  else if (part === 'gradient') normalizeBack(operands, node as NodeOf<'normalization'>, dy);
  else operationOf(node).backward(operands, node, dy, lane);
}

/** Sets the gradients to zero to which a phase is the first to add. */
function beginLanes(operands: Operands, steps: readonly Step[], backwardPhase: number, lane: number): void {
  for (const { sums, bytes, phase } of operands.graph.sums)
    if (phase === backwardPhase) operands.clear(sums + lane * bytes, bytes);
  for (const node of convolutionsOf(operands, steps)) beginLane(operands, node);
}

function* endLanes(operands: Operands, steps: readonly Step[], lane: number): Generator<void> {
  for (const node of convolutionsOf(operands, steps)) {
    endLane(operands, node, lane);
    yield;
  }
}

function convolutionsOf(operands: Operands, steps: readonly Step[]): NodeOf<'convolution'>[] {
  const nodes = steps.map(({ node }) => operands.node(node));
  return nodes.filter((node) => node.kind === 'convolution');
}
