/** The headless tasks about data: batches as arrays, a contact sheet. No model, no backend. */
import {
  COURSE_AUGMENTATION,
  COURSE_VALIDATION,
  type DataSource,
  DatasetPreview,
  ImageDataGenerator,
  type ImageDataGeneratorOptions,
  type ImageIterator,
  contactSheet,
  encodePng,
  parseImageDataGeneratorOptions,
  resolveOptions,
  writeNpy,
} from '../../index';
import { checkTargetSize } from '../../internal';
import type { BatchesConfig, BatchesResult, PreviewConfig, PreviewResult } from '../runner-protocol';
import { emit, put, toOptions, toSource } from './exchange';

/** Writes batches as arrays. */
export async function batches({
  data,
  subset,
  augmentation,
  count,
  options: asked,
}: BatchesConfig): Promise<BatchesResult> {
  const { classMode, ...options } = toOptions(asked);
  const source = toSource(data);
  const given = await generatorOf(augmentation, source);
  const resolved = resolveOptions(options);
  const { targetSize, colorMode, classes, interpolation, keepAspectRatio, cacheBytes, onError } = resolved;
  const { batchSize, shuffle, seed, workers } = resolved;
  const validationSplit = resolved.validationSplit || given.validationSplit;
  const shiftAxes = resolved.shiftAxes ?? given.shiftAxes;
  const generator = new ImageDataGenerator({ ...given, validationSplit, shiftAxes });
  const half = subset === 'training' && validationSplit === 0 ? null : subset;
  const read = { targetSize, colorMode, classes, interpolation, keepAspectRatio, cacheBytes, onError };
  if (given.featurewiseCenter) await generator.fit(source, { ...read, subset: half && 'training' });
  const flow = { ...read, batchSize, shuffle, seed, workers, subset: half, prefetch: 2 };
  const iterator = await generator.flowFromDirectory(source, { ...flow, classMode: classMode ?? 'auto' });
  checkTargetSize(options, iterator.imageShape);
  warn(iterator.warnings);
  const written: string[] = [];
  const write = async (name: string, content: BodyInit): Promise<void> => {
    await put(name, content);
    written.push(name);
  };
  const batches: string[][] = [];
  for (let i = 0; i < count; i++) {
    const { x, y, size, indices } = await iterator.next();
    await write(`batch_${i}_x.npy`, new Blob([writeNpy([size, ...iterator.imageShape], x)]));
    if (y) await write(`batch_${i}_y.npy`, new Blob([writeNpy(labelShape(y.length, size, iterator), y)]));
    batches.push(Array.from(indices, (index) => iterator.filenames[index] as string));
    emit({ type: 'batch', index: i });
  }
  const { classIndices, filenames, classes: labels, skipped } = iterator;
  const index = { class_indices: classIndices, filenames, classes: [...labels], batches, seed, skipped };
  await write('index.json', JSON.stringify(index, null, 2));
  iterator.dispose();
  return { written, seed };
}

/** Writes a contact sheet of augmented images. */
export async function preview({ data, count, image, options, name }: PreviewConfig): Promise<PreviewResult> {
  const chosen = toOptions(options);
  const { seed } = resolveOptions(chosen);
  const dataset = await DatasetPreview.open(toSource(data), chosen);
  checkTargetSize(chosen, dataset.info.imageShape);
  warn(dataset.info.warnings);
  const images = await dataset.augmented({ ...chosen, seed, count, ...(image !== undefined && { image }) });
  dataset.dispose();
  const sheet = contactSheet(images);
  await put(name, new Blob([encodePng(sheet)]));
  const { width, height } = sheet;
  return { width, height, seed, images: images.map(({ filename, label }) => ({ filename, label })) };
}

/** ImageDataGenerator's arguments, or a name of them; null: none. */
async function generatorOf(augmentation: unknown, source: DataSource): Promise<ImageDataGeneratorOptions> {
  if (augmentation === 'course') return COURSE_AUGMENTATION;
  if (augmentation !== 'none') return parseImageDataGeneratorOptions(augmentation ?? {});
  const dataset = await DatasetPreview.open(source);
  dataset.dispose();
  return dataset.info.bytes ? COURSE_VALIDATION : parseImageDataGeneratorOptions({});
}

/** Tells Node what was left out. */
function warn(warnings: readonly string[]): void {
  for (const message of warnings) emit({ type: 'warning', message });
}

function labelShape(length: number, size: number, { classMode, imageShape }: ImageIterator): number[] {
  if (classMode === 'input') return [size, ...imageShape];
  return classMode === 'categorical' ? [size, length / size] : [size];
}
