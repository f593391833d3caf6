/**
 * Times a data worker's stages on one thread (unzipping, decoding with resizing, augmenting), and the thread's peak.
 * Results are compared with the plain TypeScript loops before they are timed.
 */
import { expose } from 'comlink';
import { openArchive } from '../../src/data/archive/archive';
import { initJpegDecoder } from '../../src/data/decode/jpeg';
import { indexDirectory, splitTree } from '../../src/data/index/directory-index';
import { COURSE_AUGMENTATION } from '../../src/options/image-data-generator-options';
import { loadImage } from '../../src/data/batch/load-image';
import { type TransformParameters, drawTransform } from '../../src/data/augment/random-transform';
import { initResampler } from '../../src/data/augment/resample-kernel';
import { applyTransform } from '../../src/data/augment/transform';
import type { FloatImage, Pixels } from '../../src/core/types';
import { RandomState } from '../../src/random/random-state';
import { tileFlop, tileOn } from '../support/tile';

const SHAPE = [150, 150, 3] as const;
const SCALE = Math.fround(1 / 255);
const READ = {
  targetSize: [150, 150],
  colorMode: 'rgb',
  interpolation: 'nearest',
  keepAspectRatio: false,
} as const;

let pictures: Pixels[] = [];
let parameters: TransformParameters[] = [];
/** Reused, as the memory of real batches is. */
let batch: Float32Array<ArrayBuffer> | null = null;

const augmented = (): FloatImage[] =>
  pictures.map((picture, i) =>
    applyTransform(picture, parameters[i] as TransformParameters, COURSE_AUGMENTATION, { scale: SCALE }),
  );
const compile = (file: string): Promise<WebAssembly.Module> =>
  WebAssembly.compileStreaming(fetch(`/assets/wasm/${file}`));

const stages = {
  async start(): Promise<void> {
    const turbo = await compile('libjpegturbowasm_decode.wasm');
    await initJpegDecoder({ turbo, careful: () => compile('mozjpeg_dec.wasm') });
  },

  /** Mean times in ms per image for the first `count` training images, alternating between the classes. */
  async decode(url: string, count: number): Promise<{ unzip: number; decode: number }> {
    const archive = await openArchive(await (await fetch(url)).blob());
    const { paths, labels } = indexDirectory(archive.paths, splitTree(archive.paths).training);
    const second = labels.indexOf(1);
    const chosen = Array.from({ length: count }, (_, i) => paths[(i % 2) * second + (i >> 1)] as string);
    const ms = { unzip: 0, decode: 0 };
    pictures = [];
    for (const path of chosen) {
      const start = performance.now();
      const bytes = await archive.read(path);
      const unzipped = performance.now();
      pictures.push(await loadImage(bytes, { ...READ, name: path }));
      ms.unzip += unzipped - start;
      ms.decode += performance.now() - unzipped;
    }
    const stream = new RandomState(0);
    parameters = pictures.map(() => drawTransform(COURSE_AUGMENTATION, stream, SHAPE));
    return { unzip: ms.unzip / count, decode: ms.decode / count };
  },

  /**
   * Compares the compiled resampling with the plain loops, and activates it. The plain loops are used until then.
   *
   * @returns The number of images.
   * @throws {Error} if an augmented image is not bitwise equal.
   */
  async prove(): Promise<number> {
    const truth = augmented();
    initResampler(await compile('resample.wasm'));
    augmented().forEach(({ data }, i) => {
      const wrong = data.findIndex((value, k) => value !== truth[i]?.data[k]);
      if (wrong >= 0) throw new Error(`Picture ${i} differs at value ${wrong}`);
    });
    return pictures.length;
  },

  /** Images per second of the course's augmentation, from bytes to float32 in a batch's memory. */
  augment(): number {
    const size = SHAPE[0] * SHAPE[1] * SHAPE[2];
    batch ??= new Float32Array(size * pictures.length);
    const start = performance.now();
    pictures.forEach((picture, i) => {
      const out = (batch as typeof batch & object).subarray(i * size, (i + 1) * size);
      applyTransform(picture, parameters[i] as TransformParameters, COURSE_AUGMENTATION, {
        out,
        scale: SCALE,
      });
    });
    return (1e3 * pictures.length) / (performance.now() - start);
  },

  /** Bytes per second when copying between two arrays that are larger than the caches. */
  copy(): number {
    const from = new Float32Array(2 ** 24).fill(1);
    const to = new Float32Array(from.length);
    to.set(from);
    const start = performance.now();
    to.set(from);
    return (1e3 * from.byteLength) / (performance.now() - start);
  },

  /** Vector operations per second in the register tile of the training kernels, which alternates products and sums. */
  async operations(): Promise<number> {
    const memory = new WebAssembly.Memory({ initial: 16, maximum: 65536 });
    const compiled = await WebAssembly.compileStreaming(fetch('/assets/wasm/kernels.wasm'));
    const { exports } = await WebAssembly.instantiate(compiled, { env: { memory } });
    const tile = tileOn(exports as never, memory, 1024);
    const rounds = 100_000;
    return (1e3 * ((rounds * tileFlop) / 4)) / tile(rounds);
  },
};

export type Stages = typeof stages;
expose(stages);
