/**
 * Computes one item of a graph's job on any thread: a lane of images through a phase, one image after the other, or the
 * packing of a filter. Independent of tfjs.
 */
import type { Control, Job } from '../engine/control';
import { WorkRunner } from '../engine/work-runner';
import type { KernelExports } from '../kernel-exports';
import { convolve, convolveBack, convolveDepthwise, convolveDepthwiseBack } from './convolutions';
import { Operands } from './operands';
import { measureMoments, normalizeBack, operationOf, sumGradient } from './operations';
import { winogradKernels } from './winograd';
import type { GraphProgram, LaneSums, NodeOf, NodeProgram, Place, Step } from './program';

/** One thread's view of a graph. */
export class GraphItems extends WorkRunner {
  readonly #exports: KernelExports;
  readonly #program: GraphProgram;
  readonly #operands: Operands;

  constructor(
    exports: KernelExports,
    memory: WebAssembly.Memory,
    program: GraphProgram,
    control: Control,
    thread: number,
  ) {
    super(control, thread);
    this.#exports = exports;
    this.#program = program;
    this.#operands = new Operands(exports, memory, program, thread);
  }

  override finishUpdate(): never {
    throw new Error('internal: a graph updates no weights in its jobs');
  }

  protected override compute(item: number): Iterator<void> {
    const { job } = this.control;
    return job.kind === 'pack' ? this.#pack(item) : this.#runLane(job, item);
  }

  *#runLane({ kind, layer, images, key }: Job, lane: number): Generator<void> {
    const { forward, backward, lanes } = this.#program;
    const steps = (kind === 'forward' ? forward : backward)[layer] as Step[];
    const operands = this.#operands;
    if (kind === 'backward') this.#clearLane(steps, lane);
    for (let image = lane; image < images; image += lanes) {
      for (const step of steps) {
        operands.image = image;
        operands.key = key;
        this.#compute(step, lane);
        yield;
      }
    }
  }

  #compute({ node: value, part }: Step, lane: number): void {
    const operands = this.#operands;
    const node = operands.node(value);
    if (part === 'forward') {
      if (node.kind === 'convolution') return convolve(operands, node);
      if (node.kind === 'depthwise') return convolveDepthwise(operands, node);
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
    else if (node.kind === 'convolution') convolveBack(operands, node, dy, lane);
    else if (node.kind === 'depthwise') convolveDepthwiseBack(operands, node, dy, lane);
    else operationOf(node).backward(operands, node, dy);
  }

  /** Sets the gradients that a phase sums up to zero. */
  #clearLane(steps: readonly Step[], lane: number): void {
    for (const { node } of steps) {
      for (const { sums, bytes } of lanesOf(this.#operands.node(node)))
        this.#operands.clear(sums + lane * bytes, bytes);
    }
  }

  *#pack(item: number): Generator<void> {
    const node = this.#program.nodes[item] as NodeProgram;
    if (node.kind !== 'convolution') return;
    const { filter, strides, dilation, padding, kernel, shape, panels, turned } = node;
    const inChannels = this.#operands.node(node.inputs[0] as number).shape[2];
    const { at } = kernel.weight;
    if (node.winograd) {
      const { pack } = winogradKernels(this.#exports, node.winograd);
      pack(at, inChannels, shape[2], false, panels);
      yield;
      if (turned) pack(at, inChannels, shape[2], true, turned);
      return;
    }
    this.#exports.packFilter(at, filter[0] * filter[1], inChannels, shape[2], false, panels);
    yield;
    if (!turned) return;
    const { top, left } = padding;
    const steps = [...strides, ...dilation, top, left] as const;
    this.#exports.packInputGradientFilter(at, ...filter, inChannels, shape[2], ...steps, turned);
  }
}

/** The trained weights of a node whose gradients are summed over lanes. */
export function lanesOf(node: NodeProgram): LaneSums[] {
  if (node.kind !== 'convolution' && node.kind !== 'depthwise') return [];
  return node.isTrained ? [node.kernel, ...(node.bias ? [node.bias] : [])] : [];
}
