/** A pool of data workers with a short time limit per picture, called by stuck.spec.ts. Runs in a page. */
import { setAssetBase } from '../../src/assets/asset-base';
import { BatchPlanner } from '../../src/data/batch/batch-planner';
import type { OnError } from '../../src/core/types';
import { parseImageDataGeneratorOptions } from '../../src/options/image-data-generator-options';
import { DataWorkerPool } from '../../src/loader/data-worker-pool';
import type { BatchRequest } from '../../src/protocol/data-protocol';
import { file } from './library';

const LIMIT_MS = 1500;

setAssetBase('/assets/');

const stuck = {
  /** Makes a batch of every picture of the training part, then one of the first two. */
  async train(onError: OnError): Promise<{ skipped: unknown; all: string; first: string }> {
    const pool = new DataWorkerPool(2, LIMIT_MS);
    const info = await pool.open(
      { kind: 'archive', blob: await file('data/pets.zip'), name: 'pets.zip' },
      null,
      {
        targetSize: [8, 8],
        colorMode: 'rgb',
        interpolation: 'nearest',
        keepAspectRatio: false,
        classes: null,
        validationSplit: 0,
        cacheBytes: 2 ** 20,
        onError,
      },
    );
    const batch = (count: number): Promise<string> => {
      const options = parseImageDataGeneratorOptions({});
      const { imageShape } = info;
      const planner = new BatchPlanner({
        samples: count,
        batchSize: count,
        shuffle: false,
        seed: 0,
        imageShape,
        options,
      });
      const request: BatchRequest = {
        part: 'training',
        ...planner.next(),
        options,
        statistics: null,
        classMode: 'binary',
        bytes: true,
        reuse: null,
      };
      return pool.makeBatch(request).then(
        ({ x }) => `${x.length / (8 * 8 * 3)} pictures`,
        (error: { code: string; message: string }) => `${error.code}: ${error.message}`,
      );
    };
    const result = { skipped: info.skipped, all: await batch(info.training.samples), first: await batch(2) };
    pool.dispose();
    return result;
  },
};

declare global {
  var stuck: { train(onError: OnError): Promise<{ skipped: unknown; all: string; first: string }> };
}
globalThis.stuck = stuck;
