/**
 * Finds class folders and lists their pictures in the order of Keras's `flow_from_directory`. Works on paths only and
 * reads no files.
 */
import { PupilaError, invalidArgument } from '../../core/errors';
import { message } from '../../core/message';
import type { Subset } from '../../core/types';
import {
  Collector,
  ForeignPictures,
  IMAGE_EXTENSIONS,
  type IndexWarning,
  isHidden,
  isImage,
} from './skipped-files';
import { validationSplit as splitOf } from './validation-split';

const TRAINING_NAMES = ['train', 'training'];
const VALIDATION_NAMES = ['validation', 'valid', 'val', 'test'];

/** Where the class folders are. Roots end in '/', or are '' for the top folder. */
export interface Tree {
  training: string;
  validation: string | null;
  warnings: IndexWarning[];
}

/** The pictures of one part, in Keras's order. */
export interface DirectoryIndex {
  /** Folder of the class folders: '' or ends in '/'. */
  root: string;
  /** Class names by index. */
  classes: string[];
  classIndices: Record<string, number>;
  /** Relative to the root, like Keras's `filenames`. */
  filenames: string[];
  /** Paths in the archive. */
  paths: string[];
  /** Class index of each picture. */
  labels: Int32Array<ArrayBuffer>;
  warnings: IndexWarning[];
}

/** The arguments of `flow_from_directory` that select files. */
export interface IndexOptions {
  /** Class folders in index order. Default: all, sorted. */
  classes?: readonly string[];
  /** Share of each class that is reserved for validation: the first files, as in Keras. Default 0. */
  validationSplit?: number;
  /** Seed of a random share of all files instead. Default null: the first files of each class. */
  splitSeed?: number | null;
  /** Which part. Default: all files. */
  subset?: Subset;
}

/**
 * Finds `train/` and `validation/` below a few wrapping folders at most, or class folders alone.
 *
 * @throws {PupilaError} 'no-images' if no folder contains a picture.
 */
export function splitTree(paths: readonly string[]): Tree {
  const hidden = new Collector(message`Hidden files were skipped`);
  const pictures = paths.filter((path) => {
    if (isHidden(path)) hidden.add(path);
    return !isHidden(path) && isImage(path);
  });
  if (pictures.length === 0) {
    const foreign = new ForeignPictures();
    paths.filter((path) => !isHidden(path)).forEach((path) => foreign.add(path));
    const rule = message`The data must have class folders with pictures (${IMAGE_EXTENSIONS.join(', ')}).`;
    const received = foreign.received();
    throw new PupilaError('no-images', received ? message`${rule} Received: ${received}` : rule);
  }
  const root = unwrap(pictures);
  const folders = new Set(pictures.filter((p) => p.startsWith(root)).map((p) => folderBelow(p, root)));
  const named = (names: string[]): string | null | undefined =>
    names.map((name) => [...folders].find((folder) => folder?.toLowerCase() === name)).find(Boolean);
  const training = named(TRAINING_NAMES);
  if (!training) return { training: root, validation: null, warnings: hidden.result() };
  const validation = named(VALIDATION_NAMES);
  return {
    training: `${root}${training}/`,
    validation: !validation ? null : `${root}${validation}/`,
    warnings: hidden.result(),
  };
}

/**
 * Returns the tree of a named folder: its subfolders are the classes, as in Keras.
 *
 * @param directory With or without a trailing slash.
 * @throws {PupilaError} 'invalid-argument' if there is no such folder.
 */
export function treeAt(paths: readonly string[], directory: string): Tree {
  const root = `${directory.replace(/\/+$/, '')}/`;
  const below = paths.filter((path) => path.startsWith(root));
  if (below.length === 0)
    throw invalidArgument(message`\`directory\` must be a folder of the data.`, { directory });
  const hidden = new Collector(message`Hidden files were skipped`);
  below.filter(isHidden).forEach((path) => hidden.add(path));
  return { training: root, validation: null, warnings: hidden.result() };
}

/**
 * Lists pictures like `flow_from_directory`: classes sorted by code point; within a class, folders sorted by path, then
 * names. Unlike Keras, hidden folders such as `.git` and `__MACOSX` are not classes.
 *
 * @param root As in `Tree`.
 * @throws {PupilaError} 'invalid-argument' if a requested class has no folder or is named twice.
 */
export function indexDirectory(
  paths: readonly string[],
  root: string,
  options: IndexOptions = {},
): DirectoryIndex {
  const { validationSplit = 0, splitSeed = null, subset } = options;
  const loose = new Collector(message`Pictures outside of class folders were skipped`);
  const others = new Collector(message`Files that are not PNG, JPEG, BMP, PPM or TIFF pictures were skipped`);
  const foreign = new ForeignPictures();
  const byClass = new Map<string, string[]>();
  for (const path of paths) {
    if (!path.startsWith(root) || isHidden(path)) continue;
    const folder = folderBelow(path, root);
    if (folder === null) {
      if (isImage(path)) loose.add(path);
      continue;
    }
    const files = byClass.get(folder) ?? [];
    byClass.set(folder, files);
    if (isImage(path)) files.push(path);
    else if (!foreign.add(path)) others.add(path);
  }
  const folders = [...byClass.keys()].sort(compareCodePoints);
  const classes = [...(options.classes ?? folders)];
  const twice = classes.find((name, i) => classes.indexOf(name) !== i);
  if (twice !== undefined)
    throw invalidArgument(message`\`classes\` must name each folder once.`, { classes: twice });
  const missing = classes.find((name) => !byClass.has(name));
  if (missing !== undefined) {
    const rule = message`Every class must have a folder in the data. The data have no folder for ${missing}, only for ${folders.join(', ')}.`;
    throw invalidArgument(rule, { classes });
  }
  const strange = new Collector(message`Pictures in folders that are not classes were skipped`);
  for (const name of folders.filter((name) => !classes.includes(name)))
    byClass.get(name)?.forEach((path) => strange.add(path));
  const found = classes.map((name) => (byClass.get(name) as string[]).sort(compareAsWalk));
  const isValidation = splitOf(
    found.map(({ length }) => length),
    validationSplit,
    splitSeed,
  );
  let picture = 0;
  const chosen = found.map((files) =>
    files.filter(() => {
      const part = isValidation[picture++] ? 'validation' : 'training';
      return subset === undefined || part === subset;
    }),
  );
  const all = chosen.flat();
  return {
    root,
    classes,
    classIndices: Object.fromEntries(classes.map((name, i) => [name, i])),
    filenames: all.map((path) => path.slice(root.length)),
    paths: all,
    labels: Int32Array.from(chosen.flatMap((files, label) => files.map(() => label))),
    warnings: [...loose.result(), ...foreign.result(), ...others.result(), ...strange.result()],
  };
}

/** Descends through folders that contain nothing but a single folder of folders. */
function unwrap(pictures: readonly string[]): string {
  let root = '';
  for (;;) {
    const folders = new Set(pictures.map((path) => folderBelow(path, root)));
    const [only] = folders;
    if (folders.size !== 1 || only === null || only === undefined) return root;
    const inner = `${root}${only}/`;
    const holdsPictures = pictures.some((path) => folderBelow(path, inner) === null);
    if (holdsPictures || TRAINING_NAMES.includes(only.toLowerCase())) return root;
    root = inner;
  }
}

/** Returns the first folder of `path` below `root`; null for a file directly in `root`. */
function folderBelow(path: string, root: string): string | null {
  const slash = path.indexOf('/', root.length);
  return slash < 0 ? null : path.slice(root.length, slash);
}

/** Sorts folders by path, then names: `sorted(os.walk(…))` with sorted files. */
export function compareAsWalk(a: string, b: string): number {
  const split = (path: string): [string, string] => {
    const slash = path.lastIndexOf('/');
    return [path.slice(0, slash), path.slice(slash + 1)];
  };
  const [folderA, nameA] = split(a);
  const [folderB, nameB] = split(b);
  return compareCodePoints(folderA, folderB) || compareCodePoints(nameA, nameB);
}

/**
 * Compares strings like Python, by code point. JavaScript compares UTF-16 units, which puts surrogates (characters
 * beyond the basic plane) before U+E000 … U+FFFF.
 */
function compareCodePoints(a: string, b: string): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    const [unitA, unitB] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (unitA === unitB) continue;
    return Number(isSurrogate(unitA)) - Number(isSurrogate(unitB)) || unitA - unitB;
  }
  return a.length - b.length;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}
