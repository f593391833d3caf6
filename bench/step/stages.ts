/** Splits the time of a step by layer and operation: times each call of a kernel. */
import type { KernelModule } from '../../src/engines/wasm/module';
import { convolutionsOf } from './network';
import type { Plan } from '../../src/plan/stages';
import { type Parts, timedKernels } from '../support/timed-kernels';

/** Returns the module with timed exports. `parts` has the time of every call by part, such as `conv2d_1 forward`. */
export function clocked(kernels: KernelModule, plan: Plan): { kernels: KernelModule; parts: Parts } {
  const { exports, parts } = timedKernels(kernels.exports, (name, args) => partOf(plan, name, args));
  return { kernels: { ...kernels, exports }, parts };
}

const IMAGE_KERNELS: Record<string, string> = {
  convolvePooled: 'forward',
  convolvePooledWinograd: 'forward',
  pooledFilterGradient: 'kernel gradient',
  pooledInputGradient: 'input gradient',
};
const UPDATES = ['adam', 'sgd', 'rmsprop'];

/** Identifies the layer by the sizes among a call's arguments. */
function partOf(plan: Plan, name: string, args: number[]): string {
  const what = IMAGE_KERNELS[name];
  if (what) {
    const [, width, channels] = args;
    const stage = convolutionsOf(plan).find(
      ({ input, padding }) => padding.width === width && input[2] === channels,
    );
    return `${stage?.layer} ${what}`;
  }
  if (name === 'matMul') {
    const { dense } = plan;
    const [, , transposeA, , , transposeB, , , , n, k] = args;
    if (transposeB) return `${dense.find(({ units }) => units === k)?.layer} input gradient`;
    if (transposeA) return `${dense.find(({ units }) => units === n)?.layer} kernel gradient`;
    return `${dense.find(({ inputs }) => inputs === k)?.layer} forward`;
  }
  return UPDATES.includes(name) ? 'update' : 'biases, packing, sums of lanes';
}
