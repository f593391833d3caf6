import { expect, it } from 'vitest';
import { standardizingPlace } from '../options/standardizing-place';
import { parseImageDataGeneratorOptions } from '../options/image-data-generator-options';
import type { FloatImage } from '../core/types';
import type { BatchRequest } from '../protocol/data-protocol';
import { makerFor, preparePicture } from './preprocessing';

const request: BatchRequest = {
  part: 'training',
  indices: Int32Array.of(0, 1),
  parameters: [],
  options: parseImageDataGeneratorOptions({
    preprocessing_function: (image: FloatImage) => ({
      ...image,
      data: image.data.map((value) => 255 - value),
    }),
    rescale: 0.5,
    samplewise_center: true,
  }),
  statistics: null,
  classMode: 'input',
  reuse: null,
};

it('runs the function and the steps after it on this thread, and the rest in the workers', async () => {
  const asked: BatchRequest[] = [];
  const maker = makerFor(
    standardizingPlace(request.options),
    {
      makeBatch(given) {
        // Requests to a worker must be cloneable.
        asked.push(structuredClone(given));
        return Promise.resolve({ x: Float32Array.of(255, 253, 0, 4), y: null, ms: 0 });
      },
    },
    [1, 2, 1],
  );
  const { x, y } = await maker.makeBatch(request);
  expect([...x]).toEqual([-0.5, 0.5, 1, -1]);
  expect(y).toEqual(x);
  expect(y?.buffer).not.toBe(x.buffer);
  expect(asked[0]?.options).toMatchObject({ rescale: null, samplewiseCenter: false });
});

it('prepares a picture file in the same way', async () => {
  const { options: generator, statistics } = request;
  const read = {
    targetSize: [1, 2],
    colorMode: 'grayscale',
    interpolation: 'nearest',
    keepAspectRatio: false,
  } as const;
  const asked: unknown[] = [];
  const api = {
    prepare(...given: unknown[]) {
      asked.push(structuredClone(given[2]));
      return Promise.resolve(Float32Array.of(255, 253));
    },
  };
  const pool = { use: (call: (worker: never) => Promise<unknown>) => call(api as never) } as never;
  const x = await preparePicture(pool, { file: new Blob(), name: 'a.png', read, generator, statistics });
  expect([...x]).toEqual([-0.5, 0.5]);
  expect(asked).toMatchObject([{ rescale: null, samplewiseCenter: false }]);
});
