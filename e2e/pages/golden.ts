/** Compares the built library with Keras's references: its data workers, through the public API. Runs in a page. */
import type {
  FlowCase,
  JpegCase,
  TransformCase,
  TransformReferences,
} from '../../src/data/golden-cases.testing';
import { maxError } from '../../src/data/golden-cases.testing';
import { type RandomCase, drawCase } from '../../src/random/random-cases.testing';
import { array, file, pupila } from './library';

const { ImageDataGenerator, RandomState } = pupila;

/** Returns a picture as a folder with one class. */
async function folderOf(root: string, path: string) {
  const name = path.split('/').pop() as string;
  return {
    kind: 'files' as const,
    files: [{ path: `class/${name}`, blob: await file(`${root}/${path}`) }],
    name,
  };
}

const golden = {
  random: (seed: number): RandomCase => drawCase(new RandomState(seed), seed),

  /** Returns parameters and picture of a case of `idg.json`; the file goes all the way through a worker. */
  async transform(root: string, config: Record<string, unknown>, { image, seed, output }: TransformCase) {
    const generator = new ImageDataGenerator(config);
    const expected = await array(`${root}/${output}`);
    const [height, width, channels] = expected.shape as [number, number, number];
    const iterator = await generator.flowFromDirectory(await folderOf(root, image), {
      target_size: [height, width],
      class_mode: null,
      batch_size: 1,
      shuffle: false,
      seed,
      workers: 1,
    });
    const { x } = await iterator.next();
    iterator.dispose();
    return {
      parameters: generator.getRandomTransform([height, width, channels], seed),
      error: maxError(x, expected.data),
      whole: expected.data.every(Number.isInteger),
    };
  },

  /** Runs `fit` and `flow` on arrays. */
  async featurewise(root: string, { input, mean, std, output }: TransformReferences['featurewise']) {
    const x = await array(`${root}/${input}`);
    const generator = new ImageDataGenerator({ featurewise_std_normalization: true });
    await generator.fit(x);
    const iterator = await generator.flow(x, null, { batch_size: x.shape[0], shuffle: false });
    const batch = await iterator.next();
    iterator.dispose();
    const { data } = await array(`${root}/${output}`);
    return {
      mean: maxError(generator.mean as Float32Array, mean),
      std: maxError(generator.std as Float32Array, std),
      output: maxError(batch.x, data),
    };
  },

  /** Returns every batch of a case of `flow.json`, with `errors` if Keras's pixels are known. */
  async flow(root: string, { options, generator: given, batches }: FlowCase, workers: number) {
    const generator = new ImageDataGenerator(given);
    const blob = await file(`${root}/tree.zip`);
    const source = { kind: 'archive' as const, blob, name: 'tree.zip' };
    const iterator = await generator.flowFromDirectory(source, { ...options, workers });
    const order: string[][] = [];
    const labels: (number[] | null)[] = [];
    const errors: number[] = [];
    for (const { x: expected } of batches) {
      const { x, y, indices } = await iterator.next();
      order.push(Array.from(indices, (index) => iterator.filenames[index] as string));
      labels.push(options.class_mode === 'input' ? null : y && [...y]);
      if (!expected) continue;
      const { data } = await array(`${root}/${expected}`);
      errors.push(maxError(x, data));
      if (options.class_mode === 'input') errors.push(maxError(y as Float32Array, data));
    }
    iterator.dispose();
    const { classIndices, filenames, classes, samples, length } = iterator;
    return { classIndices, filenames, classes: [...classes], samples, length, order, labels, errors };
  },

  /** Returns the differences of a decoded and resized JPEG from Pillow's, in grey levels. */
  async jpeg(root: string, golden: JpegCase, interpolation: 'nearest' | 'bilinear') {
    const iterator = await new ImageDataGenerator().flowFromDirectory(await folderOf(root, golden.file), {
      targetSize: [150, 150],
      classMode: 'none',
      batchSize: 1,
      interpolation,
      workers: 1,
    });
    const { x } = await iterator.next();
    iterator.dispose();
    const { data } = await array(`${root}/${golden[`${interpolation}_150`]}`);
    const sum = x.reduce((total, value, i) => total + Math.abs(value - (data[i] as number)), 0);
    return { largest: maxError(x, data), mean: sum / x.length };
  },
};

export type GoldenPage = typeof golden;
Object.assign(globalThis, { golden });
