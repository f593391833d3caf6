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
import type { GraphProgram, NodeOf, Place, Step } from './program';

/** One thread's view of a graph. */
export class GraphItems extends WorkRunner {
  readonly #program: GraphProgram;
  readonly #operands: Operands;

  constructor(exports: KernelExports, program: GraphProgram, control: Control, thread: number) {
    super(control, thread);
    this.#program = program;
    this.#operands = new Operands(exports, program, thread);
  }

  override finishUpdate(): never {
    throw new Error('internal: a graph updates no weights in its jobs');
  }

  protected override compute(item: number): Iterator<void> {
    const { job } = this.control;
    return job.kind === 'pack'
      ? packFilters(this.#operands, this.#operands.node(item))
      : this.#runLane(job, item);
  }

  *#runLane({ kind, layer, images, key }: Job, lane: number): Generator<void> {
    const { forward, backward, lanes } = this.#program;
    const steps = (kind === 'forward' ? forward : backward)[layer] as Step[];
    const operands = this.#operands;
    if (kind === 'backward') this.#beginLane(steps, layer, lane);
    for (let image = lane; image < images; image += lanes) {
      for (const step of steps) {
        operands.image = image;
        operands.key = key;
        this.#compute(step, lane);
        yield;
      }
    }
    if (kind === 'backward') yield* this.#endLane(steps, lane);
  }

  #compute({ node: value, part }: Step, lane: number): void {
    const operands = this.#operands;
    const node = operands.node(value);
    if (part === 'forward') {
      return operationOf(node).forward(operands, node, operands.at(node.value as Place));
    }
    if (part === 'moments') {
      // In inference, a normalization uses its moving statistics.
      if (operands.key !== 0) measureMoments(operands, node as NodeOf<'normalization'>);
      return;
    }
    const dy = operands.gradient(value);
    if (part === 'sums') sumGradient(operands, node as NodeOf<'normalization'>, dy);
    else if (part === 'gradient') normalizeBack(operands, node as NodeOf<'normalization'>, dy);
    else operationOf(node).backward(operands, node, dy, lane);
  }

  /** Sets the gradients to zero to which a phase is the first to add. */
  #beginLane(steps: readonly Step[], backwardPhase: number, lane: number): void {
    for (const { sums, bytes, phase } of this.#program.sums)
      if (phase === backwardPhase) this.#operands.clear(sums + lane * bytes, bytes);
    for (const node of this.#convolutionsOf(steps)) beginLane(this.#operands, node);
  }

  *#endLane(steps: readonly Step[], lane: number): Generator<void> {
    for (const node of this.#convolutionsOf(steps)) {
      endLane(this.#operands, node, lane);
      yield;
    }
  }

  #convolutionsOf(steps: readonly Step[]): NodeOf<'convolution'>[] {
    const nodes = steps.map(({ node }) => this.#operands.node(node));
    return nodes.filter((node) => node.kind === 'convolution');
  }
}
