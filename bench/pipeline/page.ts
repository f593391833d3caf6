/** The page of `npm run bench -- pipeline`: the real workers and loader, and a consumer that discards the batches. */
import { type Remote, wrap } from 'comlink';
import { setAssetBase } from '../../src/assets/asset-base';
import { BatchPlanner } from '../../src/data/batch/batch-planner';
import { DataLoader } from '../../src/loader/data-loader';
import { DataWorkerPool } from '../../src/loader/data-worker-pool';
import { COURSE_AUGMENTATION } from '../../src/options/image-data-generator-options';
import { resolveOptions } from '../../src/options/resolve-options';
import type { Stages } from './stage-worker';

setAssetBase('/assets/');

let stages: Remote<Stages>;
let pool: DataWorkerPool | null = null;
let loader: DataLoader;

const bench = {
  async startStages(): Promise<void> {
    stages = wrap<Stages>(new Worker('/stage-worker.js', { type: 'module' }));
    await stages.start();
  },

  decode: (url: string, count: number) => stages.decode(new URL(url, location.href).href, count),
  prove: () => stages.prove(),
  augment: () => stages.augment(),
  copy: () => stages.copy(),
  operations: () => stages.operations(),

  /** Opens a data set in new workers, with an empty cache. */
  async open(url: string, workers: number, batchSize: number): Promise<{ samples: number; openMs: number }> {
    pool?.dispose();
    const start = performance.now();
    pool = new DataWorkerPool(workers);
    const options = resolveOptions({ workers });
    const source = { kind: 'url', url: new URL(url, location.href).href } as const;
    const { imageShape, training } = await pool.open(source, null, options);
    const planner = new BatchPlanner({
      samples: training.samples,
      batchSize,
      shuffle: true,
      seed: 0,
      imageShape,
      options: COURSE_AUGMENTATION,
    });
    loader = new DataLoader(pool, {
      part: 'training',
      planner,
      imageShape,
      classMode: 'binary',
      statistics: null,
      prefetch: workers + 1,
    });
    return { samples: training.samples, openMs: performance.now() - start };
  },

  /** Takes batches as fast as they arrive. Returns images per second and a hash of all bytes. */
  async take(batches: number, fingerprint = false): Promise<{ rate: number; hash: number }> {
    let [images, hash] = [0, 0];
    const start = performance.now();
    for (let i = 0; i < batches; i++) {
      const batch = await loader.next();
      if (fingerprint) for (const word of new Uint32Array(batch.x.buffer)) hash = (hash * 31 + word) | 0;
      images += batch.size;
      loader.recycle(batch);
    }
    return { rate: (1e3 * images) / (performance.now() - start), hash };
  },

  close(): void {
    pool?.dispose();
    pool = null;
  },
};

export type Bench = typeof bench;
Object.assign(globalThis, { bench });
