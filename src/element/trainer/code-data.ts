/** The data of the trainer's Keras code, as far as they are known. */
import type { DatasetInfo, TrainingOptions } from '../../index';
import { CHANNELS } from '../../core/types';
import { COURSE_DATA, type CodeData } from '../../network/training-run';
import type { Translation } from '../../i18n/catalogue';
import type { code } from '../../i18n/en/code';

/** The chosen data. */
export interface DataChoiceForCode {
  /** Null: not read yet. */
  dataset: DatasetInfo | null;
  /** Name of the data, known before the data set. Null: none are chosen. */
  dataName: string | null;
  /** Number of classes of pictures that were added class by class. Null: the data come otherwise. */
  byClass: number | null;
  /** Whether the page provides the data. Until they are read, they count as laid out like the course's. */
  isGiven: boolean;
}

/**
 * Returns the data for the code; null if none are chosen. Until they are read, arrays are `x` and `y`, and pictures lie in
 * class folders; those that were added class by class have no folder yet: it is `data`.
 *
 * @param options Decide the shape and the share for validation of data that are not read yet.
 * @param classes Number of classes.
 */
export function codeDataFor(
  { dataset, dataName, byClass, isGiven }: DataChoiceForCode,
  { targetSize = [150, 150], colorMode = 'rgb', validationSplit = 0 }: TrainingOptions,
  classes: number,
): CodeData | null {
  const folder = byClass === null ? {} : { folder: 'data' };
  if (dataset) return { ...dataOf(dataset), ...folder };
  const name = dataName;
  if (name === null) return null;
  const parts = (training: string) => ({ training, validation: validationSplit ? training : null });
  if (isArrays(name)) {
    const [height, width] = targetSize;
    return { name, ...parts('x'), imageShape: [height, width, CHANNELS[colorMode]], classes };
  }
  return isGiven ? { ...COURSE_DATA, name } : { name, ...folder, ...parts('') };
}

/** The lines of the code about the data: where they come from, since equal folders look the same, and what is not known. */
export function dataNotes(
  { dataset, dataName, byClass }: DataChoiceForCode,
  words: Translation<typeof code>,
): readonly string[] {
  const name = dataset?.name ?? dataName ?? COURSE_DATA.name;
  const from = /\.zip$/i.test(name) ? words.unpacked(name) : words.data(name);
  if (dataset || dataName === null || byClass !== null) return [from];
  return [from, isArrays(name) ? words.unreadArrays : words.unreadFolders];
}

const isArrays = (name: string): boolean => /\.npz$/i.test(name);

function dataOf({ name, classes, imageShape, training, validation }: DatasetInfo): CodeData {
  const data = { name, training: training.root, validation: validation?.root ?? null };
  return training.imageBytes === 0 ? { ...data, imageShape, classes: classes.length } : data;
}
