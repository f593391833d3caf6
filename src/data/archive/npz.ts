/** Data sets as NumPy arrays: an `.npz` with pictures and labels, whose names are in `core/array-names.ts`. */
import { PupilaError, invalidArgument, messageOf } from '../../core/errors';
import { PICTURE_ARRAYS, labelsNameOf, weightsNameOf } from '../../core/array-names';
import { type Message, message } from '../../core/message';
import { openArchive } from './archive';
import { type NpyArray, type NpyData, readNpy } from './npy';
import type { NumberArray } from '../../core/types';
import { validationSplit as splitOf } from '../index/validation-split';

/** Images and labels of one part. */
export interface NpyImages {
  /** Name of the array, such as `x_train`. */
  name: string;
  /** Height, width, channels. */
  imageShape: readonly [number, number, number];
  x: NumberArray['data'];
  /** Class index of every image. */
  labels: Int32Array<ArrayBuffer>;
  /** Number of classes: the columns of one-hot rows, or the highest class number plus one. */
  classes: number;
  /** Weight of every image in the loss; null: 1 for all. */
  sampleWeight: Float32Array<ArrayBuffer> | null;
  /** True for 8-bit pixels. */
  bytes: boolean;
}

/** Maximum number of classes. A label beyond it is not a class number. */
const MOST_CLASSES = 2 ** 16;

/** The arrays of an `.npz` by name, or why one cannot be read: text, for example. */
export type NpzArrays = Record<string, NpyArray | PupilaError>;

/**
 * Reads every array of an `.npz`.
 *
 * @throws {PupilaError} 'bad-archive' if the file is not a zip.
 */
export async function readNpz(source: Blob | Uint8Array<ArrayBuffer>): Promise<NpzArrays> {
  const archive = await openArchive(source);
  const arrays = archive.paths.filter((path) => path.endsWith('.npy'));
  const entries: [string, NpyArray | PupilaError][] = [];
  // Sequential: reading two large arrays at once would need twice the memory.
  for (const path of arrays) entries.push([path.slice(0, -4), readNamed(await archive.read(path), path)]);
  return Object.fromEntries(entries);
}

function readNamed(bytes: Uint8Array<ArrayBuffer>, path: string): NpyArray | PupilaError {
  try {
    return readNpy(bytes);
  } catch (cause) {
    return new PupilaError('invalid-argument', message`${path}: ${messageOf(cause)}`, { cause });
  }
}

/** A data set of arrays. */
export interface NpzDataset {
  training: NpyImages;
  validation: NpyImages | null;
  classes: string[];
  warnings: Message[];
}

/**
 * Returns the parts of a data set of arrays. Images are (n, height, width, channels) or (n, height, width); labels are
 * class numbers, (n) or (n, 1), or one-hot rows (n, classes). Weights of the images, if there are any, are (n) or (n, 1):
 * `sample_weight` beside `x`, `sample_weight_train` beside `x_train`, `sample_weight_test` beside `x_test`.
 *
 * @param validationSplit Share to use for validation if the file has no part for it: from the front, as in Keras's `flow`.
 * @param splitSeed Seed of a random share. Default null: from the front.
 * @throws {PupilaError} 'invalid-argument' naming the array that is wrong.
 */
export function npzDataset(
  arrays: NpzArrays,
  validationSplit = 0,
  splitSeed: number | null = null,
): NpzDataset {
  const all = readPart(arrays, nameIn(arrays, 'training'));
  const validationName = nameIn(arrays, 'validation');
  const test = validationName === null ? null : readPart(arrays, validationName);
  const warnings = unusedArrays(arrays, test ? [all.name, test.name] : [all.name]);
  const classes = Array.from({ length: Math.max(all.classes, test?.classes ?? 0) }, (_, i) => String(i));
  if (test || validationSplit === 0) return { training: all, validation: test, classes, warnings };
  if (splitSeed !== null) {
    const isValidation = splitOf([all.labels.length], validationSplit, splitSeed);
    const rows = (of: boolean): number[] => [...isValidation.keys()].filter((i) => isValidation[i] === of);
    return { training: pick(all, rows(false)), validation: pick(all, rows(true)), classes, warnings };
  }
  const cut = Math.trunc(validationSplit * all.labels.length);
  const validation = slice(all, 0, cut);
  return { training: slice(all, cut, all.labels.length), validation, classes, warnings };
}

/** Returns the name of a part's pictures in a file. */
function nameIn(arrays: NpzArrays, part: keyof typeof PICTURE_ARRAYS): string | null {
  return PICTURE_ARRAYS[part].find((name) => name in arrays) ?? null;
}

/** Returns a warning if a file has more arrays than those of the parts. */
function unusedArrays(arrays: NpzArrays, parts: readonly string[]): Message[] {
  const used = parts.flatMap((name) => [name, labelsNameOf(name), weightsNameOf(name)]);
  const unused = Object.keys(arrays).filter((name) => !used.includes(name));
  if (unused.some((name) => name.startsWith('sample_weight')))
    throw invalidArgument(
      message`Weights of images must be named like the images: \`sample_weight_train\` beside \`x_train\`.`,
      { arrays: Object.keys(arrays) },
    );
  return unused.length > 0 ? [message`These arrays are not used: ${unused.join(', ')}.`] : [];
}

/** @throws {PupilaError} 'invalid-argument' naming the array that cannot be read. */
function readArray(arrays: NpzArrays, name: string): NpyArray | undefined {
  const array = arrays[name];
  if (array instanceof PupilaError) throw array;
  return array;
}

/** @param xName Name of the pictures. Null: the file has none. */
function readPart(arrays: NpzArrays, xName: string | null): NpyImages {
  const yName = labelsNameOf(xName ?? '');
  const x = xName === null ? undefined : readArray(arrays, xName);
  const y = readArray(arrays, yName);
  if (xName === null || !x || !y) {
    const rule = message`An .npz data set must have \`x\` and \`y\`, or \`x_train\` and \`y_train\` (and \`x_val\`, \`y_val\` or \`x_test\`, \`y_test\`).`;
    throw invalidArgument(rule, { arrays: Object.keys(arrays) });
  }
  if (x.shape.includes(0))
    throw invalidArgument(message`\`${xName}\` must not be empty.`, { shape: x.shape });
  const [n = 0, height = 0, width = 0, channels = 1] = x.shape;
  if (![3, 4].includes(x.shape.length) || ![1, 3, 4].includes(channels)) {
    const rule = message`\`${xName}\` must have shape (images, height, width) or (images, height, width, 1, 3 or 4).`;
    throw invalidArgument(rule, { shape: x.shape });
  }
  const imageShape = [height, width, channels] as const;
  const weightName = weightsNameOf(xName);
  const weights = weightName === null ? undefined : readArray(arrays, weightName);
  return {
    name: xName,
    imageShape,
    x: x.data,
    ...readLabels(y, n, yName),
    sampleWeight: weights && weightName ? readWeights(weights, n, weightName) : null,
    bytes: x.dtype === 'u1',
  };
}

function readWeights({ shape, data }: NpyArray, n: number, name: string): Float32Array<ArrayBuffer> {
  if (shape[0] !== n || data.length !== n)
    throw invalidArgument(message`\`${name}\` must have one weight per image: shape (${n}) or (${n}, 1).`, {
      shape,
    });
  const index = data.findIndex((weight) => !(Number.isFinite(weight) && weight >= 0));
  if (index >= 0)
    throw invalidArgument(message`\`${name}\` must have numbers of at least 0.`, {
      index,
      value: data[index],
    });
  return Float32Array.from(data);
}

function readLabels(
  { shape, data }: NpyArray,
  n: number,
  name: string,
): Pick<NpyImages, 'labels' | 'classes'> {
  const units = shape[1] ?? 1;
  if (shape[0] !== n || shape.length > 2 || units === 0) {
    throw invalidArgument(
      message`\`${name}\` must have one label per image: shape (${n}), (${n}, 1) or one-hot rows.`,
      {
        shape,
      },
    );
  }
  const labels = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    const label = units === 1 ? (data[i] as number) : oneHotIndex(data.subarray(i * units, (i + 1) * units));
    if (!(Number.isInteger(label) && label >= 0 && label < MOST_CLASSES)) {
      const rule = message`\`${name}\` must have class numbers from 0 to ${MOST_CLASSES - 1}, or one-hot rows.`;
      throw invalidArgument(rule, { index: i, value: data[i * units] });
    }
    labels[i] = label;
  }
  return {
    labels,
    classes: units > 1 ? units : labels.reduce((most, label) => Math.max(most, label), 0) + 1,
  };
}

/** Returns the index of the only 1 among zeros; -1 for any other row. */
function oneHotIndex(row: NpyData): number {
  const index = row.indexOf(1);
  return row.every((value, i) => value === (i === index ? 1 : 0)) ? index : -1;
}

/** Returns a copy of some images. */
function pick(part: NpyImages, rows: readonly number[]): NpyImages {
  const { x, labels, sampleWeight } = part;
  const size = part.imageShape.reduce((product, side) => product * side, 1);
  const picked = x.slice(0, rows.length * size);
  rows.forEach((row, i) => picked.set(x.subarray(row * size, (row + 1) * size), i * size));
  return {
    ...part,
    x: picked,
    labels: Int32Array.from(rows, (row) => labels[row] as number),
    sampleWeight: sampleWeight && Float32Array.from(rows, (row) => sampleWeight[row] as number),
  };
}

function slice(part: NpyImages, from: number, to: number): NpyImages {
  const size = part.imageShape.reduce((product, side) => product * side, 1);
  return {
    ...part,
    x: part.x.subarray(from * size, to * size),
    labels: part.labels.slice(from, to),
    sampleWeight: part.sampleWeight && part.sampleWeight.slice(from, to),
  };
}
