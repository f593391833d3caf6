/** Keras's activations: those that tfjs-layers lacks or computes otherwise, and the names of all. */
import { type Tensor, add, div, exp, leakyRelu, mul, relu6 } from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { register } from './stock';

/** tfjs-layers' base class of activations, which it does not export. */
interface Activation {
  apply(x: Tensor): Tensor;
}
const linear = (layers.activation({ activation: 'linear' }) as unknown as { activation: Activation })
  .activation;
const Activation = Object.getPrototypeOf(linear.constructor) as { new (): Activation };

/** Makes the class of an activation. `className` is its name in tfjs-layers. */
function activation(className: string, compute: (x: Tensor) => Tensor): { className: string } {
  return class extends Activation {
    static readonly className = className;
    override apply(x: Tensor): Tensor {
      return compute(x);
    }
  };
}

/** Keras 3's hard sigmoid, relu6(x + 3) / 6. That of Keras 2 and of tfjs-layers has a slope of 0.2. */
const hardSigmoid = (x: Tensor): Tensor => div(relu6(add(x, 3)), 6);

register(
  activation('hardSigmoid3', hardSigmoid),
  activation('hardSilu', (x) => mul(x, hardSigmoid(x))),
  activation('leakyRelu', (x) => leakyRelu(x, 0.2)),
  activation('exponential', exp),
);

/** Names of Keras 3's activations, and the names under which tfjs-layers writes them. */
export const ACTIVATIONS: ReadonlyMap<string, string> = new Map([
  ...[
    'linear',
    'relu',
    'relu6',
    'leaky_relu',
    'elu',
    'selu',
    'gelu',
    'exponential',
    'hard_silu',
    'mish',
    'sigmoid',
    'tanh',
    'softmax',
    'log_softmax',
    'softplus',
    'softsign',
  ].map((name): [string, string] => [name, name]),
  ['silu', 'swish'],
  ['hard_sigmoid', 'hard_sigmoid3'],
]);
