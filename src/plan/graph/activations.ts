/** The activations that graphs know, by Keras's and tfjs-layers' names. */
import { message } from '../../core/message';
import { NoPlan } from '../layer-chain';
import { type ActivationFunction, LINEAR, RELU } from './graph';

const plain = (name: ActivationFunction['name']): ActivationFunction => ({ name, a: 0, b: 0 });
const SELU_ALPHA = 1.6732632423543772;
const SELU_SCALE = 1.0507009873554805;

const BY_NAME: Readonly<Record<string, ActivationFunction>> = {
  linear: LINEAR,
  relu: RELU,
  relu6: { name: 'rectifier', a: 0, b: 6 },
  leakyRelu: { name: 'rectifier', a: 0.2, b: Infinity },
  leaky_relu: { name: 'rectifier', a: 0.2, b: Infinity },
  sigmoid: plain('sigmoid'),
  tanh: plain('tanh'),
  elu: { name: 'elu', a: 1, b: 1 },
  selu: { name: 'elu', a: SELU_ALPHA, b: SELU_SCALE },
  swish: plain('silu'),
  silu: plain('silu'),
  hardSigmoid3: plain('hardSigmoid'),
  hard_sigmoid3: plain('hardSigmoid'),
  hardSilu: plain('hardSilu'),
  gelu: plain('gelu'),
  gelu_new: plain('geluTanh'),
  softplus: plain('softplus'),
  softsign: plain('softsign'),
  mish: plain('mish'),
  exponential: plain('exponential'),
  hard_silu: plain('hardSilu'),
};

/** Returns an activation of a layer by its name. @throws {NoPlan} for one that graphs do not know. */
export function activationNamed(layer: string, name: string): ActivationFunction {
  const activation = Object.hasOwn(BY_NAME, name) ? BY_NAME[name] : undefined;
  if (!activation) throw new NoPlan(message`${layer} has the activation ${name}`);
  return activation;
}

/** Config of the activations that are layers. */
export interface RectifierConfig {
  activation?: string;
  alpha?: number | null;
  maxValue?: number | null;
  negativeSlope?: number | null;
  threshold?: number | null;
}
