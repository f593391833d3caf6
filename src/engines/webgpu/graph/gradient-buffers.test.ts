import { expect, it } from 'vitest';
import { GradientBuffers } from './gradient-buffers';

it('gives a buffer to another gradient once it is released, the smallest that is large enough', () => {
  const buffers = new GradientBuffers();
  const [small, large] = [buffers.take(10), buffers.take(100)];
  expect(small).not.toEqual(large);
  [large, small].forEach((each) => buffers.release(each));
  expect(buffers.take(9)).toEqual(small);
  expect(buffers.take(20)).toEqual(large);
  expect([...buffers.sizes.values()]).toEqual([10, 100]);
});

it('lets the largest free buffer grow if none is large enough', () => {
  const buffers = new GradientBuffers();
  const [small, large] = [buffers.take(10), buffers.take(100)];
  [small, large].forEach((each) => buffers.release(each));
  expect(buffers.take(150)).toEqual(large);
  expect([...buffers.sizes.values()]).toEqual([10, 150]);
});
