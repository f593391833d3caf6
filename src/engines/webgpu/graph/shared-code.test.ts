import { expect, it } from 'vitest';
import { type Kernel, declare } from '../kernel';
import { withSharedCode } from './shared-code';

/** A kernel that adds a bias, which is in the same buffer as the weight before it. */
const kernelAt = (x: string, weight: number): Kernel =>
  withSharedCode((local) => {
    const [from, kernel, bias] = [
      local({ buffer: x, offset: 0 }),
      local({ buffer: 'weights', offset: weight }),
      local({ buffer: 'weights', offset: weight + 20 }),
    ];
    const { code, bindings } = declare({ [from.buffer]: {}, [kernel.buffer]: { write: true } });
    return {
      ...{ label: 'test', bindings, workgroups: () => [1, 1, 1], work: () => ({ flop: 0, bytes: 0 }) },
      code: `${code} ${kernel.offset} ${bias.offset}`,
    };
  });

it('gives kernels that differ in their buffers the same code', () => {
  const [one, other] = [kernelAt('y1', 0), kernelAt('y2', 640)];
  expect(one.code).toBe(other.code);
  expect(other.bindings).toEqual([
    { buffer: 'y2', offset: 0, write: false },
    { buffer: 'weights', offset: 640, write: true },
  ]);
});

it('binds a buffer where bindings may begin', () => {
  const { bindings, code } = kernelAt('y1', 70);
  expect(bindings[1]?.offset).toBe(64);
  expect(code).toContain(' 6 26');
});
