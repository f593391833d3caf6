import { describe, expect, it } from 'vitest';
import { RandomState } from '../../random/random-state';
import type { FlowCase } from '../golden-cases.testing';
import { GOLDEN_ROOTS, readJson } from '../golden.testing';
import { KerasIterator } from './iterator';

describe.each(GOLDEN_ROOTS)('%s/flow.json', (root) => {
  it.each(readJson<FlowCase[]>(`${root}/flow.json`).map((flow, number) => ({ number, ...flow })))(
    'next() gives case $number its batches in order: $options',
    ({ options, filenames, n, length, order }) => {
      const { shuffle, seed, batch_size: batchSize } = options;
      const iterator = new KerasIterator({ n, batchSize, shuffle, seed: seed ?? null });
      expect(iterator.length).toBe(length);
      const batches = order.map(() => Array.from(iterator.next().indices, (index) => filenames[index]));
      expect(batches).toEqual(order);
    },
  );
});

/** Expected numbers: NumPy 2.4, `seed(s); permutation(7)` and the stream after it. */
describe('KerasIterator', () => {
  const options = { n: 7, batchSize: 3, shuffle: true, seed: 5 };

  it('returns the stream after the order was drawn', () => {
    const { indices, stream } = new KerasIterator(options).next();
    expect([...indices]).toEqual(NUMPY_SEED_5.permutation.slice(0, 3));
    expect(stream.random()).toBe(NUMPY_SEED_5.next);
  });

  it('starts the second batch of a pass from seed + 1, without drawing an order', () => {
    const iterator = new KerasIterator(options);
    iterator.next();
    const { indices, stream } = iterator.next();
    expect([...indices]).toEqual(NUMPY_SEED_5.permutation.slice(3, 6));
    expect(stream.random()).toBe(new RandomState(6).random());
  });

  it('reset() starts a new pass, and can count batches as never drawn', () => {
    const [iterator, reference] = [new KerasIterator(options), new KerasIterator(options)];
    iterator.next();
    iterator.reset();
    expect([...iterator.next().indices]).toEqual([...new RandomState(6).permutation(7).slice(0, 3)]);
    iterator.reset(0);
    for (let i = 0; i < 5; i++) expect(iterator.next().indices).toEqual(reference.next().indices);
  });

  it('continues on the given stream if there is no seed', () => {
    const stream = new RandomState(5);
    const iterator = new KerasIterator({ n: 7, batchSize: 7, shuffle: true, stream });
    expect([...iterator.next().indices]).toEqual(NUMPY_SEED_5.permutation);
    const reference = new RandomState(5);
    reference.permutation(7);
    expect([...iterator.next().indices]).toEqual([...reference.permutation(7)]);
    expect(iterator.next().stream).toBe(stream);
  });

  it('returns empty batches for no images', () => {
    const iterator = new KerasIterator({ n: 0, batchSize: 4, shuffle: true });
    expect(iterator.length).toBe(0);
    expect(iterator.next().indices).toHaveLength(0);
  });

  it('rejects values out of range', () => {
    const make = (changes: object) => () => new KerasIterator({ ...options, ...changes });
    expect(make({ batchSize: 0 })).toThrow('`batch_size` must be a positive integer. Received: batch_size=0');
    expect(make({ n: 1.5 })).toThrow('Received: n=1.5');
    expect(make({ seed: -1 })).toThrow('Received: seed=-1');
  });
});

const NUMPY_SEED_5 = { permutation: [6, 2, 4, 1, 0, 5, 3], next: 0.6117438629026457 };
