import { describe, expect, it } from 'vitest';
import { flowArrays, takeLabels } from './flow-arrays';
import type { NumberArray } from '../../core/types';

const images = (n: number): NumberArray => ({
  shape: [n, 1, 2, 1],
  data: Uint8Array.from({ length: 2 * n }, (_, i) => i),
});
const all = { subset: null, ignoreClassSplit: false };

describe('flowArrays', () => {
  it('returns the arrays themselves if there is no subset', () => {
    const x = images(3);
    expect(flowArrays(x, null, all, 0.5)).toEqual({ x, y: null });
    expect(flowArrays(x, [3, 1, 2], all, 0).y).toEqual({ shape: [3], data: Float64Array.of(3, 1, 2) });
  });

  it('uses the first part for validation, as Keras does', () => {
    const labels = [0, 1, 0, 1, 1];
    const validation = flowArrays(images(5), labels, { ...all, subset: 'validation' }, 0.5);
    expect(validation.x).toEqual({ shape: [2, 1, 2, 1], data: Uint8Array.of(0, 1, 2, 3) });
    expect(validation.y).toEqual({ shape: [2], data: Float64Array.of(0, 1) });
    const training = flowArrays(images(5), labels, { ...all, subset: 'training' }, 0.5);
    expect(training.x.shape).toEqual([3, 1, 2, 1]);
    expect(training.y?.data).toEqual(Float64Array.of(0, 1, 1));
  });

  it('rejects parts with different labels, unless the check is off', () => {
    const half = { ...all, subset: 'training' as const };
    expect(() => flowArrays(images(4), [0, 0, 1, 1], half, 0.5)).toThrow(
      'shuffle arrays that are sorted by label. Received: validation=[0], training=[1]',
    );
    const ignoring = { ...half, ignoreClassSplit: true };
    expect(flowArrays(images(4), [0, 0, 1, 1], ignoring, 0.5).x.shape[0]).toBe(2);
  });

  it.each([
    [
      { shape: [2, 2, 1], data: new Uint8Array(4) },
      null,
      '`x` must have shape (images, height, width, 1, 3 or 4).',
    ],
    [{ shape: [1, 1, 2, 2], data: new Uint8Array(4) }, null, 'Received: shape=[1,1,2,2]'],
    [{ shape: [0, 1, 2, 1], data: new Uint8Array(0) }, null, 'Received: shape=[0,1,2,1]'],
    [
      { shape: [2, 1, 2, 1], data: new Uint8Array(3) },
      null,
      '`x` must have as many values as its shape says.',
    ],
    [{ shape: [1, 1, 2, 1], data: [1, 2] as never }, null, 'The values of `x` must be a typed array.'],
    [images(3), [1, 2], '`x` and `y` must have the same length. Received: x=3, y=2'],
    [
      images(3),
      { shape: [3, 2], data: new Float32Array(5) },
      '`y` must have as many values as its shape says.',
    ],
  ])('rejects %j with labels %j', (x, y, message) => {
    expect(() => flowArrays(x, y, all, 0)).toThrow(message);
  });

  it('rejects a subset without a split', () => {
    expect(() => flowArrays(images(3), null, { ...all, subset: 'training' }, 0)).toThrow(
      '`subset` needs a `validation_split`. Received: subset=training, validation_split=0',
    );
  });
});

it('takeLabels returns rows of any shape, in the order of the indices', () => {
  const y = { shape: [3, 2], data: Int32Array.of(1, 2, 3, 4, 5, 6) };
  expect(takeLabels(y, Int32Array.of(2, 0))).toEqual(Float32Array.of(5, 6, 1, 2));
});
