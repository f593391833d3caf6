/**
 * WGSL of what a stage applies to a sum before storing it (activation, then dropout), and of the backward pass through
 * both. The gradient is computed from the stored value and the same dropout mask.
 */
import type { Activation } from '../../plan/stages';
import { at } from './convolution-shape';
import type { BufferName, Operand } from './kernel';

/**
 * A dropout, active if `params.key` is not 0: sets a value to 0 with probability `rate`, and divides it by 1 − `rate`
 * otherwise.
 */
export interface Dropout {
  rate: number;
  /** Distinguishes the masks of different stages. */
  salt: number;
}

/** Operations on a sum before it is stored. */
export interface Finish {
  activation: Activation;
  dropout: Dropout | null;
}

/** Stored values of a stage. The gradient of the stage above passes back through its activation and dropout. */
export interface Finished extends Finish {
  y: Operand;
}

/** Above this, tanh is ±1 in float32, and some drivers' formulas overflow. */
const TANH_END = 10;

/** `value`: the activation of `v`. `slope`: its derivative, given the output `a`. */
const FORMULAS: Record<Activation, { value: string; slope: string }> = {
  linear: { value: 'v', slope: '1.0' },
  relu: { value: 'max(v, 0.0)', slope: 'select(0.0, 1.0, a > 0.0)' },
  sigmoid: { value: '1.0 / (1.0 + exp(-v))', slope: 'a * (1.0 - a)' },
  tanh: { value: `tanh(clamp(v, -${TANH_END}.0, ${TANH_END}.0))`, slope: '1.0 - a * a' },
  elu: { value: 'select(exp(v) - 1.0, v, v > 0.0)', slope: 'select(a + 1.0, 1.0, a > 0.0)' },
};

/** Whether kernels can apply an activation of tfjs. */
export function isActivation(name: string): name is Activation {
  return name in FORMULAS;
}

/** WGSL of `fn finish(v: f32, i: u32) -> f32` for value `i` of the array. */
export function finishFunction({ activation, dropout }: Finish): string {
  const value = FORMULAS[activation].value;
  return `${dropFunction(dropout)}
fn finish(v: f32, i: u32) -> f32 { return ${dropout ? `drop(${value}, i)` : value}; }`;
}

/** Buffers to declare for `backpropFunction`. */
export function belowBuffers(below: Finished | null): Record<BufferName, object> {
  return below && below.activation !== 'linear' ? { [below.y.buffer]: {} } : {};
}

/** WGSL of `fn backprop(g: f32, i: u32) -> f32`: converts the gradient of stored value `i` to that of its sum. */
export function backpropFunction(below: Finished | null): string {
  if (!below) return 'fn backprop(g: f32, i: u32) -> f32 { return g; }';
  const { activation, dropout, y } = below;
  const gradient = dropout ? 'drop(g, i)' : 'g';
  const body =
    activation === 'linear'
      ? `return ${gradient};`
      : `let a = ${at(y, 'i')}; return ${gradient} * (${FORMULAS[activation].slope});`;
  return `${dropFunction(dropout)}
fn backprop(g: f32, i: u32) -> f32 { ${body} }`;
}

/** The random number is a hash of the step's key and the value's index (Ellis's "lowbias32", public domain). */
function dropFunction(dropout: Dropout | null): string {
  if (!dropout) return '';
  const { rate, salt } = dropout;
  return `fn drop(v: f32, i: u32) -> f32 {
  if (params.key == 0u) { return v; }
  var h = (i * 0x9e3779b9u) ^ params.key ^ ${salt >>> 0}u;
  h = (h ^ (h >> 16u)) * 0x7feb352du;
  h = (h ^ (h >> 15u)) * 0x846ca68bu;
  h ^= h >> 16u;
  return select(0.0, v * ${float(1 / (1 - rate))}, f32(h >> 8u) / 16777216.0 >= ${float(rate)});
}`;
}

/** Formats a finite number as a WGSL f32. */
export function float(value: number): string {
  return `f32(${Math.fround(value)})`;
}
