/** How a kind of node is computed on one image. */
import type { Address } from '../kernel-exports';
import type { Operands } from './operands';
import type { NodeProgram } from './program';

export interface Operation<Node extends NodeProgram> {
  /** Writes the value. */
  forward(operands: Operands, node: Node, to: Address): void;
  /**
   * Adds the gradients of the weights to those of a lane, and passes that of the inputs on. `dy` is that of the value, and
   * may be overwritten.
   */
  backward(operands: Operands, node: Node, dy: Address, lane: number): void;
}
