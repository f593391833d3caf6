import { describe, expect, it, vi } from 'vitest';
import { BatchPlanner } from '../data/batch/batch-planner';
import { parseImageDataGeneratorOptions } from '../options/image-data-generator-options';
import type { BatchReply, BatchRequest } from '../protocol/data-protocol';
import { DataLoader } from './data-loader';

const planner = (generator = {}): BatchPlanner =>
  new BatchPlanner({
    samples: 10,
    batchSize: 4,
    shuffle: true,
    seed: 1,
    imageShape: [1, 1, 1],
    options: parseImageDataGeneratorOptions(generator),
  });
const options = {
  part: 'training' as const,
  imageShape: [1, 1, 1] as const,
  classMode: 'binary' as const,
  statistics: null,
  prefetch: 3,
};
const reply = ({ indices }: BatchRequest): BatchReply => ({
  x: Float32Array.from(indices),
  y: new Float32Array(indices.length),
  ms: 1,
});

describe('DataLoader', () => {
  it('returns batches in the order in which they were drawn, whichever finishes first', async () => {
    let asked = 0;
    const maker = {
      makeBatch: (request: BatchRequest) =>
        new Promise<BatchReply>((resolve) =>
          setTimeout(() => resolve(reply(request)), 10 - 3 * (asked++ % 3)),
        ),
    };
    const loader = new DataLoader(maker, { ...options, planner: planner() });
    const expected = planner();
    for (let i = 0; i < 7; i++) {
      const { indices, size } = await loader.next();
      expect([...indices]).toEqual([...expected.next().indices]);
      expect(size).toBe(indices.length);
    }
  });

  it('requests no batch beyond `batches`', async () => {
    let asked = 0;
    const maker = {
      makeBatch: (request: BatchRequest) => {
        asked += 1;
        return Promise.resolve(reply(request));
      },
    };
    const loader = new DataLoader(maker, { ...options, planner: planner(), batches: 3 });
    for (let i = 0; i < 3; i++) await loader.next();
    expect(asked).toBe(3);
  });

  it('never requests more batches than `prefetch`', async () => {
    const open: (() => void)[] = [];
    const maker = {
      makeBatch: (request: BatchRequest) =>
        new Promise<BatchReply>((resolve) => open.push(() => resolve(reply(request)))),
    };
    const loader = new DataLoader(maker, { ...options, planner: planner() });
    const first = loader.next();
    await Promise.resolve();
    expect(open).toHaveLength(3);
    open[0]?.();
    await first;
    expect(open).toHaveLength(4);
  });

  it.each([
    { bytes: true, rescale: 0.5, rotationRange: 0, expected: true },
    { bytes: true, rescale: 0.5, rotationRange: 9, expected: false },
    { bytes: false, rescale: 0.5, rotationRange: 0, expected: false },
  ])('asks for bytes where they are wanted and nothing changes them: %j', async (given) => {
    const { bytes, expected, ...generator } = given;
    const asked: (boolean | undefined)[] = [];
    const maker = {
      makeBatch: (request: BatchRequest) => {
        asked.push(request.bytes);
        return Promise.resolve(reply(request));
      },
    };
    const loader = new DataLoader(maker, { ...options, bytes, planner: planner(generator) });
    expect((await loader.next()).scale).toBe(expected ? 0.5 : 1);
    expect(asked).toEqual(asked.map(() => expected));
  });

  it('reset() discards prefetched batches', async () => {
    const maker = { makeBatch: (request: BatchRequest) => Promise.resolve(reply(request)) };
    const loader = new DataLoader(maker, { ...options, planner: planner() });
    await loader.next();
    loader.reset();
    const expected = planner();
    expected.reset(1);
    for (let i = 0; i < 4; i++) {
      expect([...(await loader.next()).indices]).toEqual([...expected.next().indices]);
    }
  });

  it('gives each image its weight', async () => {
    const maker = { makeBatch: (request: BatchRequest) => Promise.resolve(reply(request)) };
    const sampleWeight = Float32Array.from({ length: 10 }, (_, i) => i / 2);
    const loader = new DataLoader(maker, { ...options, planner: planner(), sampleWeight });
    const batch = await loader.next();
    expect(batch.sampleWeight).toEqual(Float32Array.from(batch.indices, (index) => index / 2));
  });

  it('returns used memory to the workers', async () => {
    const reused: (ArrayBuffer | null)[] = [];
    const maker = {
      makeBatch: (request: BatchRequest) => {
        reused.push(request.reuse);
        return Promise.resolve(reply(request));
      },
    };
    const loader = new DataLoader(maker, { ...options, planner: planner(), prefetch: 1 });
    const batch = await loader.next();
    loader.recycle(batch);
    await loader.next();
    await loader.next();
    expect(reused).toContain(batch.x.buffer);
  });

  it('stops waiting for a batch when the signal aborts', async () => {
    const maker = { makeBatch: () => new Promise<BatchReply>(() => undefined) };
    const stop = new AbortController();
    const next = new DataLoader(maker, { ...options, planner: planner() }).next(stop.signal);
    stop.abort();
    await expect(next).rejects.toMatchObject({ code: 'aborted' });
  });

  it('removes its listener from the signal once a batch is returned', async () => {
    const maker = { makeBatch: (request: BatchRequest) => Promise.resolve(reply(request)) };
    const loader = new DataLoader(maker, { ...options, planner: planner() });
    const { signal } = new AbortController();
    const add = vi.spyOn(signal, 'addEventListener');
    const remove = vi.spyOn(signal, 'removeEventListener');
    for (let i = 0; i < 5; i++) await loader.next(signal);
    expect(add).toHaveBeenCalledTimes(5);
    expect(remove.mock.calls).toEqual(add.mock.calls);
  });
});
