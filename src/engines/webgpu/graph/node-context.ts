/** What a node's kernels are made of: its arrays, those of its inputs, and the places of its weights. */
import type { GraphNode, Value, Weight } from '../../../plan/graph/graph';
import type { ImageShape } from '../../../plan/stages';
import type { WeightLayout } from '../engine/weight-layout';
import { type BufferName, FLOAT, type Kernel, type Operand, whole } from '../kernel';
import { type Parts, sumParts } from '../sum-parts';
import type { TileLimits } from '../tile';
import type { Target } from './each-value';
import { type Localize, withSharedCode } from './shared-code';

/** What all nodes of a program share. */
export interface GraphArrays {
  nodes: readonly GraphNode[];
  /** Where each value is. */
  values: Operand[];
  /** Sizes of all buffers in bytes. */
  buffers: Map<BufferName, number>;
  weights: WeightLayout;
  /** Images of the largest batch. */
  images: number;
  limits: TileLimits;
}

/** The arrays of one node. */
export class NodeContext<Node extends GraphNode = GraphNode> {
  readonly node: Node;
  readonly value: Value;
  readonly #arrays: GraphArrays;
  readonly #kernels: Kernel[];

  /** @param kernels Gets the kernels of the node. */
  constructor(arrays: GraphArrays, value: Value, kernels: Kernel[]) {
    this.#arrays = arrays;
    this.value = value;
    this.node = arrays.nodes[value] as Node;
    this.#kernels = kernels;
  }

  get images(): number {
    return this.#arrays.images;
  }

  get limits(): TileLimits {
    return this.#arrays.limits;
  }

  get y(): Operand {
    return this.#arrays.values[this.value] as Operand;
  }

  x(input = 0): Operand {
    return this.#arrays.values[this.node.inputs[input] as Value] as Operand;
  }

  /** Shape of an input. */
  shapeOf(input = 0): ImageShape {
    return (this.#arrays.nodes[this.node.inputs[input] as Value] as GraphNode).shape;
  }

  /** Adds a kernel, which shares its code with others of the same shapes. */
  run(make: (local: Localize) => Kernel): void {
    this.#kernels.push(withSharedCode(make));
  }

  /** Adds a kernel whose sum is in parts. */
  runInParts(make: (local: Localize) => { kernel: Kernel; parts: Parts }): Parts {
    const all: Parts[] = [];
    this.run((local) => {
      const { kernel, parts } = make(local);
      all.push(parts);
      return kernel;
    });
    return all[0] as Parts;
  }

  /** Adds the second pass of a sum in parts. */
  addParts(parts: Parts, result: Operand, rest: { bias?: Operand | null; columns?: number } = {}): void {
    const { bias = null } = rest;
    this.run((local) =>
      sumParts({
        ...rest,
        parts,
        partials: local(whole('partials')),
        bias: bias && local(bias),
        result: local(result),
      }),
    );
  }

  /** Destination of a sum: the shared buffer of parts, or `result` if the sum has only one part. */
  partsOf({ maxCount, size }: Parts, result: Operand | null): Operand {
    return result && maxCount === 1 ? result : this.buffer('partials', maxCount * size);
  }

  /** Declares a buffer of at least `values`. */
  buffer(name: BufferName, values: number): Operand {
    const { buffers } = this.#arrays;
    buffers.set(name, Math.max(buffers.get(name) ?? 0, FLOAT * values));
    return whole(name);
  }

  weight(index: Weight): Operand {
    return { buffer: 'weights', offset: this.#arrays.weights.offsets[index] as number };
  }

  isTrained(index: Weight): boolean {
    return index < this.#arrays.weights.trained.count;
  }

  /** Where the gradient of a weight goes; null if it is not trained. */
  gradient(index: Weight | null): Operand | null {
    return index !== null && this.isTrained(index) ? { ...this.weight(index), buffer: 'gradients' } : null;
  }
}

/** Where the gradients of a node's inputs go; null for those that are not needed. */
export type Targets = readonly (Target | null)[];
