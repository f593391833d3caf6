/**
 * What a stage does to a sum before it is stored, an activation and then a dropout, and what a gradient becomes on its way
 * back through both, in WGSL. A gradient follows from the stored value and from the same chance.
 */
import type { Activation } from '../../plan/stages';
import { at } from './convolution-shape';
import type { BufferName, Operand } from './kernel';

/** A dropout, which `params.key` turns on: a value becomes 0 with the probability `rate`, and is divided by 1 − `rate` otherwise. */
export interface Dropout {
  rate: number;
  /** Tells the stages' chances apart. */
  salt: number;
}

/** From a sum to what is stored. */
export interface Finish {
  activation: Activation;
  dropout: Dropout | null;
}

/** Values that a stage stored, which the gradient of the stage above goes back through. */
export interface Finished extends Finish {
  y: Operand;
}

/** Beyond it float32's tanh is ±1, and the formula of some drivers overflows. */
const TANH_END = 10;

/** `v` activated; the slope, from what that gave, `a`. */
const FORMULAS: Record<Activation, { value: string; slope: string }> = {
  linear: { value: 'v', slope: '1.0' },
  relu: { value: 'max(v, 0.0)', slope: 'select(0.0, 1.0, a > 0.0)' },
  sigmoid: { value: '1.0 / (1.0 + exp(-v))', slope: 'a * (1.0 - a)' },
  tanh: { value: `tanh(clamp(v, -${TANH_END}.0, ${TANH_END}.0))`, slope: '1.0 - a * a' },
  elu: { value: 'select(exp(v) - 1.0, v, v > 0.0)', slope: 'select(a + 1.0, 1.0, a > 0.0)' },
};

/** Whether an activation of tfjs is one that a kernel can do to its sums. */
export function isActivation(name: string): name is Activation {
  return name in FORMULAS;
}

/** WGSL of `fn finish(v: f32, i: u32) -> f32` for value `i` of the array. */
export function finishFunction({ activation, dropout }: Finish): string {
  const value = FORMULAS[activation].value;
  return `${dropFunction(dropout)}
fn finish(v: f32, i: u32) -> f32 { return ${dropout ? `drop(${value}, i)` : value}; }`;
}

/** What to declare for `throughFunction`. */
export function finishedBuffers(below: Finished | null): Record<BufferName, object> {
  return below && below.activation !== 'linear' ? { [below.y.buffer]: {} } : {};
}

/** WGSL of `fn through(g: f32, i: u32) -> f32`: from the gradient of value `i` to that of its sum. */
export function throughFunction(below: Finished | null): string {
  if (!below) return 'fn through(g: f32, i: u32) -> f32 { return g; }';
  const { activation, dropout, y } = below;
  const gradient = dropout ? 'drop(g, i)' : 'g';
  const body =
    activation === 'linear'
      ? `return ${gradient};`
      : `let a = ${at(y, 'i')}; return ${gradient} * (${FORMULAS[activation].slope});`;
  return `${dropFunction(dropout)}
fn through(g: f32, i: u32) -> f32 { ${body} }`;
}

/** Chance is a hash of the step's key and the value's place (Ellis's "lowbias32", public domain). */
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

/** A number that WGSL reads as f32. */
function float(value: number): string {
  return `f32(${Math.fround(value)})`;
}
