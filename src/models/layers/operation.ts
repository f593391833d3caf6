/** Arithmetic in the graph of a Keras 3 model, such as `x + 3`: operations of `keras.ops` on tensors and numbers. */
import {
  type Tensor,
  add,
  broadcast_util,
  div,
  maximum,
  minimum,
  mul,
  neg,
  pow,
  scalar,
  sub,
  tidy,
} from '@tensorflow/tfjs-core';
import type { LayerRow } from './row';
import { type LayerArguments, type Shape, register, stockLayer } from './stock';

type Compute = (a: Tensor, b: Tensor) => Tensor;

/** By the name of Keras's class. */
const OPERATIONS: Readonly<Record<string, Compute>> = {
  Add: add,
  Subtract: sub,
  Multiply: mul,
  Divide: div,
  TrueDivide: div,
  Maximum: maximum,
  Minimum: minimum,
  Power: pow,
  Negative: (a) => neg(a),
};

/** Names of Keras's classes by their lower-case form. tfjs-layers respells capitals and underscores in configs. */
const CLASS_NAMES = new Map(Object.keys(OPERATIONS).map((name) => [name.toLowerCase(), name]));

/** Returns the name of an operation in the config of the layer. Undefined if it cannot be read. */
export const operationName = (className: string): string | undefined =>
  Object.hasOwn(OPERATIONS, className) ? className.toLowerCase() : undefined;

/** Returns Keras's class of an operation in the config of the layer. */
export const operationClass = (name: string): string => CLASS_NAMES.get(name) as string;

/** An operand: a number, or which tensor of the call it is. */
export type Operand = number | { readonly tensor: number };

/** One operation. */
class Operation extends stockLayer('Layer') {
  static override readonly className = 'Operation';
  readonly #operation: string;
  readonly #operands: readonly Operand[];

  constructor(config: LayerArguments) {
    super(config);
    this.#operation = config['operation'] as string;
    this.#operands = config['operands'] as Operand[];
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tidy(() => {
      const tensors = [inputs].flat();
      const [a, b] = this.#operands.map((operand) =>
        typeof operand === 'number' ? scalar(operand) : tensors[operand.tensor],
      );
      return (OPERATIONS[operationClass(this.#operation)] as Compute)(a as Tensor, b as Tensor);
    });
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const shapes = (Array.isArray(inputShape[0]) ? inputShape : [inputShape]) as Shape[];
    return shapes.reduce((one, other) => {
      // -1 stands for a side of any size, which stays one.
      const [a, b] = [one, other].map((shape) => shape.map((side) => side ?? -1));
      const sides = broadcast_util.assertAndGetBroadcastShape(a as number[], b as number[]);
      return sides.map((side) => (side === -1 ? null : side));
    });
  }

  override getConfig(): LayerArguments {
    return { ...super.getConfig(), operation: this.#operation, operands: [...this.#operands] };
  }
}

register(Operation);

export const OPERATION: readonly LayerRow[] = [{ name: 'Operation', follows: ['operation', 'operands'] }];
