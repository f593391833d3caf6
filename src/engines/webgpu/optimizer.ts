/**
 * Adam, SGD and RMSprop with Keras 3's formulas (see `src/training/optimizers`), for all weights in one pass. Weights,
 * gradients and slots are arrays of the same layout.
 */
import type { PlanUpdate } from '../../training/optimizers';
import { FLOAT, FOLD, type Kernel, declare, fold } from './kernel';

const THREADS = 256;

/** Updates arrays of `count` values: `weights`, and `slot0` and `slot1` if the optimizer has them, from `gradients`. */
export function optimizerKernel(optimizer: PlanUpdate, count: number): Kernel {
  const { slots } = optimizer;
  const names = ['slot0', 'slot1'].slice(0, slots);
  const { code, bindings } = declare({
    weights: { write: true },
    gradients: {},
    ...Object.fromEntries(names.map((name) => [name, { write: true }])),
  });
  return {
    label: optimizer.name,
    code: `${code}
@compute @workgroup_size(${THREADS})
fn main(@builtin(workgroup_id) id: vec3u, @builtin(local_invocation_index) t: u32) {
  let i = (id.x + id.y * ${FOLD}u) * ${THREADS}u + t;
  if (i >= ${count}u) { return; }
  let g = gradients[i];
${update(optimizer)}
}`,
    bindings,
    workgroups: () => [...fold(Math.ceil(count / THREADS)), 1],
    work: () => ({ flop: 10 * count, bytes: FLOAT * count * (3 + 2 * slots) }),
  };
}

function update({ name, momentum, nesterov }: PlanUpdate): string {
  if (name === 'adam') {
    return `  let m = slot0[i] + (g - slot0[i]) * params.first;
  let v = slot1[i] + (g * g - slot1[i]) * params.second;
  slot0[i] = m;
  slot1[i] = v;
  weights[i] -= m * params.rate / (sqrt(v) + params.epsilon);`;
  }
  if (name === 'sgd') {
    if (momentum === 0) return '  weights[i] -= g * params.rate;';
    return `  let step = g * params.rate;
  let velocity = slot0[i] * params.momentum - step;
  slot0[i] = velocity;
  weights[i] += ${nesterov ? 'velocity * params.momentum - step' : 'velocity'};`;
  }
  const step = 'g * params.rate / sqrt(velocity + params.epsilon)';
  return `  let velocity = slot0[i] * params.first + g * g * params.second;
  slot0[i] = velocity;
  ${
    momentum === 0
      ? `weights[i] -= ${step};`
      : `let moment = slot1[i] * params.momentum + ${step};
  slot1[i] = moment;
  weights[i] -= moment;`
  }`;
}
