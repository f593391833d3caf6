/** The headless tasks on data: batches as arrays, and a contact sheet. They need no model and no backend. */
import {
  type DataSource,
  type DatasetInfo,
  ImageDataGenerator,
  type ImageDataGeneratorOptions,
  type ImageIterator,
} from '../../index';
import {
  COURSE_AUGMENTATION,
  COURSE_VALIDATION,
  DatasetPreview,
  checkTargetSize,
  contactSheet,
  encodePng,
  parseImageDataGeneratorOptions,
  resolveOptions,
  writeNpy,
} from '../../internal';
import { flowOptionsOfRun } from '../../options/parse-flow-options';
import type { BatchesConfig, BatchesResult, PreviewConfig, PreviewResult } from '../runner-protocol';
import { emit, put, toOptions, toSource } from './exchange';

/** Writes batches as arrays. */
export async function batches({
  data,
  subset,
  augmentation,
  count,
  options: optionsJson,
}: BatchesConfig): Promise<BatchesResult> {
  const { classMode, ...options } = toOptions(optionsJson);
  const source = toSource(data);
  const generatorOptions = await generatorOptionsFor(augmentation, source);
  const resolved = resolveOptions(options);
  const validationSplit = resolved.validationSplit || generatorOptions.validationSplit;
  const shiftAxes = resolved.shiftAxes ?? generatorOptions.shiftAxes;
  const generator = new ImageDataGenerator({ ...generatorOptions, validationSplit, shiftAxes });
  const flowSubset = subset === 'training' && validationSplit === 0 ? null : subset;
  if (generatorOptions.featurewiseCenter) {
    const subset = flowSubset && 'training';
    await generator.fit(source, { ...flowOptionsOfRun('fit-pictures', resolved), subset });
  }
  const iterator = await generator.flowFromDirectory(source, {
    ...flowOptionsOfRun('flow_from_directory', resolved),
    classMode: classMode ?? 'auto',
    subset: flowSubset,
    prefetch: 2,
  });
  checkTargetSize(options, iterator.imageShape);
  warn(iterator.warnings);
  const written: string[] = [];
  const write = async (name: string, content: BlobPart): Promise<void> => {
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
  const index = {
    class_indices: classIndices,
    filenames,
    classes: [...labels],
    batches,
    seed: resolved.seed,
    skipped,
  };
  await write('index.json', JSON.stringify(index, null, 2));
  iterator.dispose();
  return { written, seed: resolved.seed };
}

/** Writes a contact sheet of augmented images. */
export async function preview({
  data,
  count,
  image,
  options: optionsJson,
  name,
}: PreviewConfig): Promise<PreviewResult> {
  const options = toOptions(optionsJson);
  const { seed } = resolveOptions(options);
  const dataset = await DatasetPreview.open(toSource(data), options);
  checkTargetSize(options, dataset.info.imageShape);
  warn(dataset.info.warnings);
  const images = await dataset.augmented({ ...options, seed, count, ...(image !== undefined && { image }) });
  dataset.dispose();
  const sheet = contactSheet(images);
  await put(name, new Blob([encodePng(sheet)]));
  const { width, height } = sheet;
  return { width, height, seed, images: images.map(({ filename, label }) => ({ filename, label })) };
}

/** Returns the options for 'course', 'none' or ImageDataGenerator arguments. Null: defaults. */
async function generatorOptionsFor(
  augmentation: unknown,
  source: DataSource,
): Promise<ImageDataGeneratorOptions> {
  if (augmentation === 'course') return COURSE_AUGMENTATION;
  if (augmentation !== 'none') return parseImageDataGeneratorOptions(augmentation ?? {});
  const dataset = await DatasetPreview.open(source);
  dataset.dispose();
  return dataset.info.bytes ? COURSE_VALIDATION : parseImageDataGeneratorOptions({});
}

/** Sends the warnings to Node. */
function warn(warnings: DatasetInfo['warnings']): void {
  for (const { text } of warnings) emit({ type: 'warning', message: text });
}

function labelShape(length: number, size: number, { classMode, imageShape }: ImageIterator): number[] {
  if (classMode === 'input') return [size, ...imageShape];
  return classMode === 'categorical' ? [size, length / size] : [size];
}
