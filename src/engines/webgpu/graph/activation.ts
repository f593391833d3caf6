/** WGSL of the activations of graphs as functions of their input, and of their slopes. */
import type { ActivationFunction } from '../../../plan/graph/graph';
import { float } from '../finish';
import type { ACTIVATIONS } from './lacking-kernels';

/** `value` and `slope` of `v`. At a corner, the slope is that of TensorFlow: of the side with the smaller one. */
type Formulas = (a: number, b: number) => { value: string; slope: string };

const SIGMOID = '(1.0 / (1.0 + exp(-v)))';
/** Above this, tanh is ±1 in float32, and some drivers' formulas overflow. */
const TANH = 'tanh(clamp(v, -10.0, 10.0))';
const HARD_SIGMOID = '(clamp(v + 3.0, 0.0, 6.0) / 6.0)';
const SIXTH = 'select(0.0, 1.0 / 6.0, v > -3.0 && v < 3.0)';

const FORMULAS: Record<(typeof ACTIVATIONS)[number], Formulas> = {
  rectifier,
  linear: () => ({ value: 'v', slope: '1.0' }),
  sigmoid: () => ({ value: SIGMOID, slope: `${SIGMOID} * (1.0 - ${SIGMOID})` }),
  tanh: () => ({ value: TANH, slope: `1.0 - ${TANH} * ${TANH}` }),
  elu: (a, b) => ({
    value: `${float(b)} * select(v, ${float(a)} * (exp(min(v, 0.0)) - 1.0), v <= 0.0)`,
    slope: `${float(b)} * select(1.0, ${float(a)} * exp(min(v, 0.0)), v <= 0.0)`,
  }),
  silu: () => ({
    value: `v * ${SIGMOID}`,
    slope: `${SIGMOID} * (1.0 + v * (1.0 - ${SIGMOID}))`,
  }),
  hardSigmoid: () => ({ value: HARD_SIGMOID, slope: SIXTH }),
  hardSilu: () => ({ value: `v * ${HARD_SIGMOID}`, slope: `${HARD_SIGMOID} + v * ${SIXTH}` }),
};

/** WGSL of `fn activated(v: f32) -> f32` and `fn slopeAt(v: f32) -> f32`. */
export function activationFunctions({ name, a, b }: ActivationFunction): string {
  const { value, slope } = FORMULAS[name as (typeof ACTIVATIONS)[number]](a, b);
  return `fn activated(v: f32) -> f32 { return ${value}; }
fn slopeAt(v: f32) -> f32 { return ${slope}; }`;
}

/** The value of NaN is NaN. */
function rectifier(a: number, b: number): { value: string; slope: string } {
  const below = a === 0 ? '0.0' : `${float(a)} * v`;
  const [above, isAbove] =
    b === Infinity ? ['v', 'v > 0.0'] : [`min(v, ${float(b)})`, `v > 0.0 && v < ${float(b)}`];
  return {
    value: `select(${above}, ${below}, v <= 0.0)`,
    slope: `select(select(0.0, ${float(a)}, v <= 0.0), 1.0, ${isAbove})`,
  };
}
