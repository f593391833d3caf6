/** Times the kernels: wraps their exports and adds up the time of each call. */
import type { KernelExports } from '../../src/engines/wasm/kernel-exports';

/** Time in ms by part of a step. */
export type Parts = Record<string, number>;

/**
 * Returns exports whose time is added to the part that a call belongs to.
 *
 * @param partOf The part of a call, by the kernel's name and arguments.
 */
export function timedKernels(
  exports: KernelExports,
  partOf: (name: string, args: number[]) => string,
): { exports: KernelExports; parts: Parts } {
  const parts: Parts = {};
  const timed = Object.entries(exports).map(([name, kernel]: [string, unknown]): [string, unknown] => {
    if (typeof kernel !== 'function') return [name, kernel];
    const call = kernel as (...args: unknown[]) => unknown;
    const wrapped = (...args: unknown[]): unknown => {
      const start = performance.now();
      const result = call(...args);
      const part = partOf(name, args as number[]);
      parts[part] = (parts[part] ?? 0) + performance.now() - start;
      return result;
    };
    return [name, wrapped];
  });
  return { exports: Object.fromEntries(timed) as unknown as KernelExports, parts };
}
