/** The headless tasks about data: batches as arrays, a contact sheet. No model, no backend. */
import {
  BatchPlanner,
  DataLoader,
  DataWorkerPool,
  PupilaError,
  contactSheet,
  encodePng,
  parseImageDataGeneratorOptions,
  previewImages,
  resolveOptions,
  writeNpy,
} from '../index';
import type { BatchesConfig, PreviewConfig, PreviewResult } from './runner-protocol';
import { emit, put, toOptions, toSource } from './runner-page';

/** Writes batches as arrays. */
export async function batches({
  data,
  subset,
  augmentation,
  count,
  options,
}: BatchesConfig): Promise<{ written: string[] }> {
  const given = parseImageDataGeneratorOptions(augmentation ?? {});
  const { validationSplit: split } = given;
  const resolved = resolveOptions(
    toOptions({ ...options, validationSplit: options.validationSplit || split }),
  );
  const generator = { ...given, shiftAxes: resolved.shiftAxes ?? given.shiftAxes };
  const pool = new DataWorkerPool(resolved.workers ?? undefined);
  const dataset = await pool.open(toSource(data), null, resolved);
  const part = dataset[subset];
  if (!part)
    throw new PupilaError('no-images', `The data set has no ${subset} part; give a validation split.`);
  const { batchSize, shuffle, seed } = resolved;
  const { imageShape, classes } = dataset;
  const { samples, filenames, labels } = part;
  const statistics = generator.featurewiseCenter
    ? await pool.use((api) => api.fitStatistics(generator))
    : null;
  const planner = new BatchPlanner({ samples, batchSize, shuffle, seed, imageShape, options: generator });
  // Options checked by the command line: 'input' and 'none' are not for training, but they are for batches.
  const classMode = options.classMode ?? (classes.length === 2 ? 'binary' : 'categorical');
  const loader = new DataLoader(pool, {
    part: subset,
    planner,
    imageShape,
    classMode,
    statistics,
    prefetch: 2,
  });
  const written: string[] = [];
  const write = async (name: string, content: BodyInit): Promise<void> => {
    await put(name, content);
    written.push(name);
  };
  const batches: string[][] = [];
  for (let i = 0; i < count; i++) {
    const { x, y, size, indices } = await loader.next();
    await write(`batch_${i}_x.npy`, new Blob([writeNpy([size, ...imageShape], x)]));
    if (y)
      await write(
        `batch_${i}_y.npy`,
        new Blob([writeNpy(labelShape(y.length, size, classMode, imageShape), y)]),
      );
    batches.push(Array.from(indices, (index) => filenames[index] as string));
    emit({ type: 'batch', index: i });
  }
  const classIndices = Object.fromEntries(classes.map((name, i) => [name, i]));
  const index = { class_indices: classIndices, filenames, classes: [...labels], batches, seed };
  await write('index.json', JSON.stringify(index, null, 2));
  pool.dispose();
  return { written };
}

/** Writes a contact sheet of augmented images. */
export async function preview({ data, count, image, options, name }: PreviewConfig): Promise<PreviewResult> {
  const chosen = toOptions(options);
  const { seed } = resolveOptions(chosen);
  const images = await previewImages(toSource(data), {
    ...chosen,
    seed,
    count,
    ...(image !== undefined && { image }),
  });
  const sheet = contactSheet(images);
  await put(encodeURIComponent(name), new Blob([encodePng(sheet)]));
  const { width, height } = sheet;
  return { width, height, seed, images: images.map(({ filename, label }) => ({ filename, label })) };
}

function labelShape(length: number, size: number, mode: string, image: readonly number[]): number[] {
  if (mode === 'input') return [size, ...image];
  return mode === 'categorical' ? [size, length / size] : [size];
}
