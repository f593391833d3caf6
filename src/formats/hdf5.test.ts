import type { Group } from 'h5wasm';
import { expect, it } from 'vitest';
import { makeHdf5, readArray, withHdf5 } from './hdf5';

it('reads 64-bit integers, which Keras on TensorFlow uses for its step count', async () => {
  const bytes = await makeHdf5((file) => {
    file.create_dataset({ name: 'count', data: BigInt64Array.of(5n), shape: [], dtype: '<q' });
    file.create_dataset({ name: 'counts', data: BigInt64Array.of(1n, -2n, 3n), shape: [3], dtype: '<q' });
    file.create_dataset({ name: 'rate', data: Float32Array.of(0.5), shape: [], dtype: '<f' });
  });
  const read = (name: string) => withHdf5(bytes, (file) => readArray(file as unknown as Group, name));
  expect(await read('count')).toEqual({ shape: [], data: Float32Array.of(5) });
  expect(await read('counts')).toEqual({ shape: [3], data: Float32Array.of(1, -2, 3) });
  expect(await read('rate')).toEqual({ shape: [], data: Float32Array.of(0.5) });
});
