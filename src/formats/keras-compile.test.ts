import { describe, expect, it } from 'vitest';
import type { OptimizerConfig } from '../options/optimizer-config';
import type { Hdf5Array } from './hdf5';
import { compileConfig, optimizerState } from './keras-compile';

const compiled = (name: OptimizerConfig['name']) =>
  compileConfig({ optimizer: { name }, loss: 'binary_crossentropy' });
const scalarOf = (value: number): Hdf5Array => ({ shape: [], data: Float32Array.of(value) });

describe('optimizerState', () => {
  const moment: Hdf5Array = { shape: [2], data: Float32Array.of(1, 2) };
  const adam = (steps: Hdf5Array) =>
    optimizerState(compiled('adam'), [steps, scalarOf(0.1), moment, moment], [[2]]);

  it('reads the number of updates and the moments', () => {
    const { data } = moment;
    expect(adam(scalarOf(5))).toEqual({ name: 'adam', iterations: 5, slots: [[data], [data]] });
  });

  it('reads the count of SGD without momentum, which has no moments', () => {
    const state = optimizerState(compiled('sgd'), [scalarOf(40), scalarOf(0.1)], [[2]]);
    expect(state).toEqual({ name: 'sgd', iterations: 40, slots: [] });
  });

  it.each([NaN, Infinity, -1, 2.5])('ignores a state with %d updates', (count) => {
    expect(adam(scalarOf(count))).toBeNull();
    expect(adam({ shape: [0], data: new Float32Array() })).toBeNull();
  });
});
