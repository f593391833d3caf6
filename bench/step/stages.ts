/** Splits the time of a step by layer and operation: wraps the kernels' exports and times each call. */
import type { KernelExports } from '../../src/engines/wasm/kernel-exports';
import type { KernelModule } from '../../src/engines/wasm/module';
import { convolutionsOf } from './network';
import type { Plan } from '../../src/plan/stages';

/** Time in ms by part, such as `conv2d_1 forward`. */
export type Parts = Record<string, number>;

/** Returns the module with timed exports. `parts` accumulates the time of every call. */
export function clocked(kernels: KernelModule, plan: Plan): { kernels: KernelModule; parts: Parts } {
  const parts: Parts = {};
  const exports = Object.fromEntries(
    Object.entries(kernels.exports).map(([name, kernel]) => {
      if (typeof kernel !== 'function') return [name, kernel];
      const call = kernel as (...args: unknown[]) => unknown;
      const timed = (...args: unknown[]): unknown => {
        const start = performance.now();
        const result = call(...args);
        const part = partOf(plan, name, args as number[]);
        parts[part] = (parts[part] ?? 0) + performance.now() - start;
        return result;
      };
      return [name, timed];
    }),
  ) as unknown as KernelExports;
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
