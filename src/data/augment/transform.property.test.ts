/** Properties of the transforms for any picture, options and seed, with plain and with compiled resampling. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { floatsOf } from '../../core/batch';
import { RandomState } from '../../random/random-state';
import { ArrayImageStore } from '../batch/image-store';
import {
  type ImageDataGeneratorOptions,
  parseImageDataGeneratorOptions,
} from '../../options/image-data-generator-options';
import { fitStatistics } from './fit-statistics';
import { type TransformParameters, drawTransform } from './random-transform';
import type { FloatImage } from '../../core/types';
import { checkProperty } from '../../random/property.testing';

const NOTHING: TransformParameters = {
  theta: 0,
  tx: 0,
  ty: 0,
  shear: 0,
  zx: 1,
  zy: 1,
  flipHorizontal: false,
  flipVertical: false,
  channelShiftIntensity: null,
  brightness: null,
};

const side = fc.integer({ min: 1, max: 12 });
const shape = fc.tuple(side, side, fc.constantFrom(1, 3, 4));
const grey = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 40 }),
  fc.float32Array({ minLength: 1, maxLength: 40, noNaN: true, min: -300, max: 300 }),
);
/** Pictures of one shape, 8-bit or float. Values are repeated as often as needed. */
const pictures = fc
  .tuple(shape, grey, fc.integer({ min: 1, max: 3 }))
  .map(([sides, values, count]): Pictures => {
    const size = count * sides.reduce((product, length) => product * length, 1);
    const data = Array.from({ length: size }, (_, i) => values[(i * 7) % values.length] as number);
    return {
      sides,
      count,
      x: values instanceof Uint8Array ? Uint8Array.from(data) : Float32Array.from(data),
    };
  });
const picture = pictures.map(({ sides: [height, width, channels], x }): FloatImage => {
  return { height, width, channels, data: Float32Array.from(x.slice(0, height * width * channels)) };
});

const upTo = (max: number): fc.Arbitrary<number> => fc.double({ min: 0, max, noNaN: true });
const pair = (max: number): fc.Arbitrary<[number, number]> => fc.tuple(upTo(max), upTo(max));
const shift = fc.oneof(
  upTo(1),
  fc.integer({ min: 0, max: 20 }),
  upTo(20).map((float) => ({ float })),
  fc.array(fc.double({ min: -20, max: 20, noNaN: true }), { maxLength: 4 }),
);
/** Any valid options, each present or absent. */
const options = fc
  .record(
    {
      featurewise_center: fc.boolean(),
      samplewise_center: fc.boolean(),
      featurewise_std_normalization: fc.boolean(),
      samplewise_std_normalization: fc.boolean(),
      zca_whitening: fc.boolean(),
      rotation_range: upTo(360),
      width_shift_range: shift,
      height_shift_range: shift,
      brightness_range: fc.option(pair(3)),
      shear_range: upTo(90),
      zoom_range: fc.oneof(upTo(2), pair(3)),
      channel_shift_range: upTo(300),
      fill_mode: fc.constantFrom('constant', 'nearest', 'reflect', 'wrap'),
      cval: fc.double({ min: -500, max: 500, noNaN: true }),
      horizontal_flip: fc.boolean(),
      vertical_flip: fc.boolean(),
      rescale: fc.option(fc.double({ min: -2, max: 2, noNaN: true })),
      interpolation_order: fc.constantFrom(0, 1),
      shift_axes: fc.constantFrom('keras', 'corrected'),
    },
    { requiredKeys: [] },
  )
  .map(parseImageDataGeneratorOptions);
const seed = fc.nat({ max: 2 ** 32 - 1 });

/** The pipeline twice: with resampling in JavaScript, and compiled as in a data worker. */
const plain = await pipeline();
vi.resetModules();
const compiled = await pipeline();
compiled.initResampler(new WebAssembly.Module(readFileSync('build/wasm/resample.wasm')));

async function pipeline() {
  const { applyTransform } = await import('./transform');
  const { makeBatch } = await import('../batch/make-batch');
  const { initResampler } = await import('./resample-kernel');
  return { applyTransform, makeBatch, initResampler };
}

type Pipeline = Awaited<ReturnType<typeof pipeline>>;
interface Pictures {
  sides: [number, number, number];
  count: number;
  x: Uint8Array<ArrayBuffer> | Float32Array<ArrayBuffer>;
}

/** Makes a batch of all pictures, with statistics if the options need them. */
async function batchOf(
  { makeBatch }: Pipeline,
  { sides: imageShape, count, x }: Pictures,
  given: ImageDataGeneratorOptions,
  from: number,
): Promise<Float32Array> {
  const labels = new Int32Array(count);
  const store = new ArrayImageStore({
    name: 'x',
    imageShape,
    x,
    labels,
    classes: 1,
    sampleWeight: null,
    bytes: false,
  });
  const indices = Int32Array.from(labels.keys());
  const stream = new RandomState(from);
  const parameters = Array.from(indices, () => drawTransform(given, stream, imageShape));
  const images = await Promise.all(Array.from(indices, (index) => store.load(index)));
  const statistics = given.featurewiseCenter ? await fitStatistics(images, given) : null;
  const spec = { indices, parameters, options: given, statistics, imageShape, reuse: null, classes: 1 };
  return floatsOf(await makeBatch(store, { ...spec, classMode: 'none' }));
}

/** The bits of the values; −0 and 0 are the same grey level. */
const bits = (data: Float32Array): Uint32Array => new Uint32Array(data.map((value) => value + 0).buffer);

it('never throws or returns NaN, and compiled code equals plain code bit for bit, for any valid options', async () => {
  await checkProperty(
    fc.asyncProperty(pictures, options, seed, async (images, given, from) => {
      const x = await batchOf(plain, images, given, from);
      expect(x).toHaveLength(images.x.length);
      expect(x.every(Number.isFinite)).toBe(true);
      expect(bits(await batchOf(compiled, images, given, from))).toEqual(bits(x));
    }),
    { runs: 2000 },
  );
});

describe.each([
  ['plain', plain],
  ['compiled', compiled],
])('%s', (_, { applyTransform }) => {
  it('returns an equal picture for neutral parameters', async () => {
    await checkProperty(
      fc.property(picture, options, (image, given) => {
        expect(applyTransform(image, NOTHING, given)).toEqual(image);
      }),
    );
  });

  it('returns an equal picture after flipping twice', async () => {
    await checkProperty(
      fc.property(
        picture,
        options,
        fc.boolean(),
        fc.boolean(),
        (image, given, flipHorizontal, flipVertical) => {
          const flips = { ...NOTHING, flipHorizontal, flipVertical };
          const once = applyTransform(image, flips, given);
          expect(applyTransform(once, flips, given)).toEqual(image);
        },
      ),
    );
  });

  it('flips and rotates in one pass with the same result as in two', async () => {
    await checkProperty(
      fc.property(picture, options, seed, (image, given, from) => {
        const shape = [image.height, image.width, image.channels] as const;
        const {
          channelShiftIntensity: _shift,
          brightness: _factor,
          ...affine
        } = drawTransform(given, new RandomState(from), shape);
        const drawn = { ...NOTHING, ...affine };
        const still = { ...drawn, flipHorizontal: false, flipVertical: false };
        const { flipHorizontal, flipVertical } = drawn;
        const turned = applyTransform(image, still, given);
        const flipped = applyTransform(turned, { ...NOTHING, flipHorizontal, flipVertical }, given);
        expect(bits(applyTransform(image, drawn, given).data)).toEqual(bits(flipped.data));
      }),
    );
  });
});
