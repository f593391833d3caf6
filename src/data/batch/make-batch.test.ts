import { describe, expect, it } from 'vitest';
import { floatsOf } from '../../core/batch';
import { RandomState } from '../../random/random-state';
import { parseImageDataGeneratorOptions } from '../../options/image-data-generator-options';
import { ArrayImageStore } from './image-store';
import { makeBatch } from './make-batch';
import { drawTransform } from '../augment/random-transform';

const IMAGES = 24;
const imageShape = [5, 4, 3] as const;
const x = Uint8Array.from({ length: IMAGES * 60 }, (_, i) => (i * 37) % 256);
const labels = new Int32Array(IMAGES);
const store = new ArrayImageStore({
  name: 'x',
  imageShape,
  x,
  labels,
  classes: 1,
  sampleWeight: null,
  bytes: true,
});

describe('makeBatch', () => {
  it('returns bytes that represent the same floats, including flips', async () => {
    const options = parseImageDataGeneratorOptions({
      rescale: 1 / 255,
      horizontal_flip: true,
      vertical_flip: true,
    });
    const stream = new RandomState(1);
    const indices = Int32Array.from({ length: IMAGES }, (_, i) => i);
    const parameters = Array.from(indices, () => drawTransform(options, stream, imageShape));
    expect(new Set(parameters.map((p) => [p.flipHorizontal, p.flipVertical].join())).size).toBe(4);
    const spec = { indices, parameters, options, statistics: null, imageShape, reuse: null, classes: 1 };
    const floats = await makeBatch(store, { ...spec, classMode: 'none' });
    const bytes = await makeBatch(store, { ...spec, classMode: 'none', bytes: true });
    expect(bytes.x).toBeInstanceOf(Uint8Array);
    expect(floatsOf({ x: bytes.x, scale: 1 / 255 })).toEqual(floats.x);
  });
});
