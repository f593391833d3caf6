/** The data pipeline through the public API, called by pipeline.spec.ts. Runs in a page. */
import type { FlowFromDirectoryArguments, ImageIterator } from '../../src/index';
import { digest, file, pupila } from './library';

const { ImageDataGenerator, PupilaError } = pupila;

type Options = Record<string, unknown>;

const tree = async (): Promise<Blob> => file('fixtures/tree.zip');

/** Returns digests of the next batches: pixels, labels, images. */
async function take(iterator: ImageIterator, count: number): Promise<string[]> {
  const digests = [];
  for (let i = 0; i < count; i++) {
    const { x, y, indices } = await iterator.next();
    digests.push(await digest(x, y, indices));
  }
  return digests;
}

const code = (error: unknown): string => (error instanceof PupilaError ? error.code : String(error));

const pipeline = {
  /** Returns digests of the batches of several passes, and the sum of all values to reveal empty batches. */
  async batches(given: Options, options: FlowFromDirectoryArguments, rounds: number): Promise<string[]> {
    const generator = new ImageDataGenerator(given);
    const { options: resolved } = generator;
    if (resolved.featurewiseCenter) {
      const { target_size, color_mode } = options;
      await generator.fit(await tree(), { target_size, color_mode });
    }
    const iterator = await generator.flowFromDirectory(await tree(), options);
    const digests = await take(iterator, rounds * iterator.length);
    iterator.dispose();
    return digests;
  },

  /** The same, terminating every worker after each of the first `deaths` batches. */
  async batchesWithDeaths(
    given: Options,
    options: FlowFromDirectoryArguments,
    rounds: number,
    deaths: number,
  ): Promise<{ digests: string[]; started: number }> {
    startedWorkers.length = 0;
    const iterator = await new ImageDataGenerator(given).flowFromDirectory(await tree(), options);
    // By now every worker has made a batch and is working on another.
    const digests = await take(iterator, 4);
    for (let i = 0; i < deaths; i++) {
      startedWorkers.forEach(({ worker }) => worker.terminate());
      digests.push(...(await take(iterator, 4)));
    }
    digests.push(...(await take(iterator, rounds * iterator.length - digests.length)));
    iterator.dispose();
    return { digests, started: startedWorkers.length };
  },

  /** Aborts after `ms` or after some batches, whichever comes first. Returns the outcome of every promise. */
  async abortAfter(ms: number, batches: number, options: FlowFromDirectoryArguments): Promise<string[]> {
    const stop = new AbortController();
    const generator = new ImageDataGenerator({ featurewise_center: true, rotation_range: 40 });
    const run = async (): Promise<string[]> => {
      await generator.fit(await tree(), { target_size: [64, 64], signal: stop.signal });
      const flow = { ...options, signal: stop.signal };
      const iterator = await generator.flowFromDirectory(await tree(), flow);
      const pending: Promise<unknown>[] = [];
      while (!stop.signal.aborted) {
        const next = iterator.next();
        pending.push(next, iterator.next());
        await next.catch(() => undefined);
        if (pending.length > batches) stop.abort();
      }
      pending.push(iterator.next());
      const settled = await Promise.allSettled(pending);
      return settled.map((each) => (each.status === 'fulfilled' ? 'made' : code(each.reason)));
    };
    if (ms < 0) stop.abort();
    else setTimeout(() => stop.abort(), ms);
    return run().catch((error: unknown) => [code(error)]);
  },

  /** Aborts when the prefetched batches are ready. Returns what the next call ends with. */
  async abortWhenPrefetched(options: FlowFromDirectoryArguments): Promise<string> {
    const stop = new AbortController();
    const flow = { ...options, prefetch: 4, signal: stop.signal };
    const iterator = await new ImageDataGenerator().flowFromDirectory(await tree(), flow);
    await iterator.next();
    await new Promise((resolve) => setTimeout(resolve, 1000));
    stop.abort();
    return iterator.next().then(() => 'made', code);
  },

  /** Compares a custom function and the steps after it with the same computed by hand. */
  async preprocessing(): Promise<{ error: number; images: number }> {
    const read = { target_size: [20, 16], batch_size: 9, seed: 3, class_mode: 'input' } as const;
    const augment = { rotation_range: 40, horizontal_flip: true };
    const plain = await new ImageDataGenerator(augment).flowFromDirectory(await tree(), read);
    const generator = new ImageDataGenerator({
      ...augment,
      rescale: 1 / 255,
      preprocessing_function: (image) => ({ ...image, data: image.data.map((value) => 255 - value) }),
    });
    const processed = await generator.flowFromDirectory(await tree(), read);
    let [error, images] = [0, 0];
    for (let i = 0; i < 7; i++) {
      const [before, { x, y, size }] = [await plain.next(), await processed.next()];
      x.forEach((value, k) => {
        const expected = Math.fround(Math.fround(255 - (before.x[k] as number)) * Math.fround(1 / 255));
        error = Math.max(error, Math.abs(value - expected), Math.abs((y?.[k] as number) - expected));
      });
      images += size;
    }
    plain.dispose();
    processed.dispose();
    return { error, images };
  },

  /** Runs `flow` on arrays: labels of any shape, subsets, and a pass that is restarted. */
  async arrays() {
    const n = 10;
    const x = { shape: [n, 2, 2, 1], data: Uint8Array.from({ length: 4 * n }, (_, i) => Math.floor(i / 4)) };
    const y = { shape: [n, 2], data: Float64Array.from({ length: 2 * n }, (_, i) => Math.floor(i / 2)) };
    const generator = new ImageDataGenerator({ validation_split: 0.3 });
    const options = { batch_size: 4, seed: 1, ignore_class_split: true } as const;
    const iterator = await generator.flow(x, y, { ...options, subset: 'training' });
    const seen = [];
    for (let i = 0; i < 3; i++) {
      const batch = await iterator.next();
      const matched = batch.x.every((value, k) => value === batch.y?.[Math.floor(k / 4) * 2]);
      seen.push({ size: batch.size, labels: batch.y?.length, matched });
    }
    iterator.reset();
    const again = [...(await iterator.next()).indices];
    iterator.dispose();
    const reference = await generator.flow(x, null, { ...options, seed: 4, subset: 'training' });
    const { indices, y: none } = await reference.next();
    reference.dispose();
    const { samples, length, filenames, imageShape } = iterator;
    return { samples, length, imageShape, first: filenames[0], seen, again, anew: [...indices], none };
  },

  /** Breaks out of a loop over an iterator, which ends the iterator. */
  async loop(): Promise<{ count: number; after: string }> {
    const iterator = await new ImageDataGenerator().flowFromDirectory(await tree(), { target_size: [8, 8] });
    let count = 0;
    for await (const { size } of iterator) if ((count += size) > 50) break;
    return { count, after: await iterator.next().then(() => 'made', code) };
  },

  /** Returns the error message for something that cannot be opened. */
  async refused(given: Options, options: FlowFromDirectoryArguments): Promise<string> {
    try {
      const iterator = await new ImageDataGenerator(given).flowFromDirectory(await tree(), options);
      iterator.dispose();
      return 'opened';
    } catch (error) {
      return (error as Error).message;
    }
  },
};

export type PipelinePage = typeof pipeline;
Object.assign(globalThis, { pipeline });
