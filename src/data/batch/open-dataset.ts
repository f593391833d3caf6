/** Opens a data set of any kind and finds its parts: the worker's side of `open`. */
import { partName } from '../../core/part-name';
import { PupilaError, invalidArgument, withFileName } from '../../core/errors';
import { type Message, message } from '../../core/message';
import { shapeOfOptions } from '../../core/picture-shape';
import { archiveFromFiles, openArchive } from '../archive/archive';
import { archiveFromListing } from '../archive/fetch-archive';
import { type DirectoryIndex, indexDirectory, splitTree, treeAt } from '../index/directory-index';
import { listPictures } from '../index/picture-list';
import { warningTexts } from '../index/skipped-files';
import { ArrayImageStore, FileImageStore, type ImageStore } from './image-store';
import { type NpyImages, npzDataset, readNpz } from '../archive/npz';
import {
  type Archive,
  type ArraySource,
  type ColorMode,
  type Interpolation,
  type LocalSource,
} from '../../core/types';

/** How pictures become arrays: the arguments of Keras's `flow_from_directory`. */
export interface OpenOptions {
  /** Folder whose subfolders are the classes; null or missing: `train/` if it exists, otherwise the top folder. */
  directory?: string | null;
  /** Height and width in pixels; ignored for arrays (`.npz`), as in Keras's `flow`. */
  targetSize: readonly [number, number];
  colorMode: ColorMode;
  interpolation: Interpolation;
  keepAspectRatio: boolean;
  /** Class folders in index order; null: all folders, sorted by name. */
  classes: readonly string[] | null;
  /** Share of each class, from its front, reserved for validation; 0 for none. */
  validationSplit: number;
  /** Whether every picture is taken, whatever folder it is in, without classes. Default false. */
  isUnlabelled?: boolean;
  /** Seed of a random share of all pictures instead. Default null: from the front. */
  splitSeed?: number | null;
}

/** An open data set: images by part. */
export interface Dataset {
  name: string;
  classes: readonly string[];
  imageShape: readonly [number, number, number];
  training: ImageStore;
  validation: ImageStore | null;
  warnings: readonly Message[];
}

/**
 * Opens a zip, an `.npz` or a folder.
 *
 * @param validation A separate data set to validate on; null: the `validation/` folder or `validationSplit`.
 * @throws {PupilaError} 'bad-archive', 'no-images', 'invalid-argument'.
 */
export async function openDataset(
  source: LocalSource,
  validation: LocalSource | null,
  options: OpenOptions,
): Promise<Dataset> {
  const data = await openOne(source, options);
  if (!validation) return data;
  const other = await openOne(validation, { ...options, classes: data.classes, validationSplit: 0 });
  checkSameShape(data.imageShape, other.imageShape);
  return { ...data, validation: other.training, warnings: [...data.warnings, ...other.warnings] };
}

/** @throws {PupilaError} 'invalid-argument' if pictures of two parts differ in height, width or channels. */
function checkSameShape(training: readonly number[], validation: readonly number[]): void {
  if (String(training) === String(validation)) return;
  throw invalidArgument(message`Training and validation images must have the same shape.`, {
    training,
    validation,
  });
}

/** The error of a damaged archive names its file. */
async function openOne(source: LocalSource, options: OpenOptions): Promise<Dataset> {
  return openSource(source, options).catch((error: unknown) => {
    const isArchive = error instanceof PupilaError && error.code === 'bad-archive';
    throw isArchive ? withFileName(error, source.name) : error;
  });
}

async function openSource(source: LocalSource, options: OpenOptions): Promise<Dataset> {
  if (source.kind === 'array') return openArray(source);
  if (source.kind === 'archive' && source.name.toLowerCase().endsWith('.npz'))
    return openNpz(source, options);
  const archive = await openFiles(source);
  if (options.isUnlabelled) return openPictures(archive, source, options);
  return openTree(archive, source.name, options);
}

/** Opens the pictures of all folders, without classes. Those of a listing are all taken: its maker chose them. */
function openPictures(archive: Archive, { kind, name }: LocalSource, options: OpenOptions): Dataset {
  const chosen = { paths: [...archive.paths], warnings: [] };
  const { paths, warnings } = kind === 'listing' ? chosen : listPictures(archive.paths);
  if (paths.length === 0) throw new PupilaError('no-images', message`${name} has no pictures.`);
  const index = { root: '', classes: [], classIndices: {}, filenames: paths, paths, warnings: [] };
  const training = new FileImageStore(archive, { ...index, labels: new Int32Array(paths.length) }, options);
  return { name, classes: [], imageShape: shapeOfOptions(options), training, validation: null, warnings };
}

async function openFiles(source: Exclude<LocalSource, ArraySource>): Promise<Archive> {
  if (source.kind === 'archive') return openArchive(source.blob);
  if (source.kind === 'shared-archive') return openArchive(source.bytes);
  return source.kind === 'files'
    ? archiveFromFiles(source.files)
    : archiveFromListing(source.base, source.paths);
}

/** Opens images without labels. The labels of `flow` stay on the main thread. */
function openArray({ images, name }: ArraySource): Dataset {
  const imageShape = images.shape.slice(1) as [number, number, number];
  const labels = new Int32Array(images.shape[0] as number);
  const bytes = images.data instanceof Uint8Array;
  const training = new ArrayImageStore({
    name,
    imageShape,
    x: images.data,
    labels,
    classes: 1,
    sampleWeight: null,
    bytes,
  });
  return { name, classes: [], imageShape, training, validation: null, warnings: [] };
}

async function openNpz(source: { blob: Blob; name: string }, options: OpenOptions): Promise<Dataset> {
  const arrays = npzDataset(await readNpz(source.blob), options.validationSplit, options.splitSeed);
  const { training, validation } = arrays;
  if (validation) checkSameShape(training.imageShape, validation.imageShape);
  const parts = [
    [partName('training'), arrays.training],
    [partName('validation'), arrays.validation],
  ] as const;
  return {
    name: source.name,
    classes: arrays.classes,
    imageShape: arrays.training.imageShape,
    training: new ArrayImageStore(arrays.training),
    validation: arrays.validation && new ArrayImageStore(arrays.validation),
    // Keras's `flow` refuses to split such arrays.
    warnings: [
      ...arrays.warnings,
      ...parts
        .flatMap(([name, part]) => (part ? missingClasses(name, part, arrays.classes) : []))
        .map((warning) => message`${warning} Arrays that are sorted by label must be shuffled.`),
    ],
  };
}

/** Returns a warning if a part has no picture of a class. */
function missingClasses(
  part: Message,
  { labels }: Pick<NpyImages, 'labels'>,
  classes: readonly string[],
): Message[] {
  const present = new Set(labels);
  const missing = classes.filter((_, i) => !present.has(i));
  if (missing.length === 0) return [];
  return [message`The ${part} part has no pictures of these classes: ${missing.join(', ')}.`];
}

function openTree(archive: Archive, name: string, options: OpenOptions): Dataset {
  const { classes, validationSplit, splitSeed = null, directory = null } = options;
  const tree = directory === null ? splitTree(archive.paths) : treeAt(archive.paths, directory);
  const listed = classes ? { classes } : {};
  const index = (root: string, subset?: 'training' | 'validation'): DirectoryIndex =>
    indexDirectory(archive.paths, root, {
      ...listed,
      validationSplit: subset ? validationSplit : 0,
      splitSeed,
      ...(subset && { subset }),
    });
  const split = tree.validation === null && validationSplit > 0;
  const training = index(tree.training, split ? 'training' : undefined);
  if (training.filenames.length === 0) {
    throw new PupilaError('no-images', message`${name} has no pictures in class folders.`);
  }
  const validation =
    tree.validation !== null
      ? indexDirectory(archive.paths, tree.validation, { classes: training.classes })
      : split
        ? index(tree.training, 'validation')
        : null;
  const validates = validation !== null && (!split || validation.filenames.length > 0);
  const missing = validates ? missingClasses(partName('validation'), validation, training.classes) : [];
  const store = (from: DirectoryIndex): ImageStore => new FileImageStore(archive, from, options);
  // With a split, both parts come from one folder and report the same skipped files.
  const others = split ? [] : (validation?.warnings ?? []);
  const warnings = [...tree.warnings, ...training.warnings, ...others];
  return {
    name,
    classes: training.classes,
    imageShape: shapeOfOptions(options),
    training: store(training),
    // With only a handful of pictures, a split may leave none for validation.
    validation: validates ? store(validation) : null,
    warnings: [...warningTexts(warnings), ...missing],
  };
}
