/** The data of the trainer's Keras code, as far as they are known. */
import type { DatasetInfo, TrainingOptions } from '../../index';
import { CHANNELS } from '../../core/types';
import { folderNamed, sourceNote } from '../../network/data-code';
import { COURSE_DATA, type CodeData } from '../../network/training-run';
import type { Translation } from '../../i18n/catalogue';
import type { code } from '../../i18n/en/code';

/** The folder of pictures that were added class by class. */
const CLASSES_FOLDER = 'data';

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
  /** Whether the page says that its data are. Default false. */
  hasCourseFolders?: boolean;
}

/**
 * Returns the data for the code; null if none are chosen. Until they are read, arrays are `x` and `y`, and pictures lie in
 * class folders; those that were added class by class have no folder yet.
 *
 * @param folders As `separateFolders` returns them.
 * @param options Decide the shape and the share for validation of data that are not read yet.
 * @param classes Number of classes.
 */
export function codeDataFor(
  { dataset, dataName, byClass, isGiven }: DataChoiceForCode,
  folders: ReadonlyMap<string, string>,
  { targetSize = [150, 150], colorMode = 'rgb', validationSplit = 0 }: TrainingOptions,
  classes: number,
): CodeData | null {
  const name = dataset?.name ?? dataName;
  if (name === null) return null;
  const apart = folders.get(name) ?? (isChosenFolder(name, { byClass, isGiven }) ? name : undefined);
  const folder =
    apart === undefined ? byClass !== null && { folder: CLASSES_FOLDER } : { folder: apart, isApart: true };
  if (dataset) return { ...dataOf(dataset, validationSplit), ...folder };
  const parts = (training: string) => ({ training, validation: validationSplit ? training : null });
  if (isArrays(name)) {
    const [height, width] = targetSize;
    return { name, ...parts('x'), imageShape: [height, width, CHANNELS[colorMode]], classes };
  }
  return isGiven ? { ...COURSE_DATA, name, ...folder } : { name, ...folder, ...parts('') };
}

/** The lines of the code about the data: where they come from, since equal folders look the same, and what is not known. */
export function dataNotes(
  choice: DataChoiceForCode,
  folders: ReadonlyMap<string, string>,
  { validationSplit = 0 }: TrainingOptions,
  words: Translation<typeof code>,
): readonly string[] {
  const { dataset, dataName, byClass, isGiven, hasCourseFolders = false } = choice;
  const from = originNote(choice, folders, words);
  if (dataset && dataset.skipped.length > 0)
    return [from, ...splitNotes(dataset, validationSplit, words), words.skipped];
  if (dataset || dataName === null || byClass !== null || (isGiven && hasCourseFolders)) return [from];
  return [from, isArrays(dataName) ? words.unreadArrays : words.unreadFolders];
}

/** Says where the data lie, so that the code finds them. */
function originNote(
  { dataset, dataName, byClass, isGiven }: DataChoiceForCode,
  folders: ReadonlyMap<string, string>,
  words: Translation<typeof code>,
): string {
  const name = dataset?.name ?? dataName ?? COURSE_DATA.name;
  const apart = folders.get(name);
  if (byClass !== null) {
    const classes = dataset?.classes ?? classesIn(name, byClass);
    return words.ownPictures(classes.map((each) => `${apart ?? CLASSES_FOLDER}/${each}`).join(', '));
  }
  const unread = isGiven || dataName === null ? COURSE_DATA.training : '';
  const root = dataset?.training.root ?? unread;
  const folder = apart !== undefined && { folder: apart, isApart: true };
  return sourceNote({ name, training: root, validation: null, ...folder }, words);
}

/** Returns the classes of pictures that were added class by class, whose name lists them. A class may contain a comma. */
function classesIn(name: string, count: number): readonly string[] {
  const classes = name.split(', ');
  return classes.length === count ? classes : ['…'];
}

/**
 * Says how Keras splits the pictures once the unreadable ones are gone, if it differs: Pupila splits all pictures of a class
 * and skips the unreadable ones of each part.
 */
function splitNotes(
  { classes, training, validation }: DatasetInfo,
  validationSplit: number,
  { otherSplit }: Translation<typeof code>,
): readonly string[] {
  const parts = splitOf({ classes, training, validation }, validationSplit);
  if (!parts || parts.every(({ own, keras }) => own === keras)) return [];
  const keras = sumOf(parts.map(({ keras }) => keras));
  const all = sumOf(parts.map(({ all }) => all));
  const own = `${training.samples}, ${validation?.samples}`;
  return [otherSplit(String(all - keras), String(keras), own)];
}

/**
 * Returns how many of each class are for validation, here and in Keras, which splits the pictures that can be read. Null: the
 * data were not split.
 */
function splitOf(
  { classes, training, validation }: Pick<DatasetInfo, 'classes' | 'training' | 'validation'>,
  validationSplit: number,
): { own: number; keras: number; all: number }[] | null {
  if (!validation || validation.root !== training.root) return null;
  const count = (labels: Int32Array, label: number) => labels.filter((each) => each === label).length;
  return classes.map((_, label) => {
    const own = count(validation.labels, label);
    const all = own + count(training.labels, label);
    return { own, keras: Math.trunc(validationSplit * all), all };
  });
}

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, each) => sum + each, 0);

/**
 * Returns the folders of data sets by name, for a script that reads several: the folders in their zips can have the same
 * names. Empty for one data set. Arrays have no folders.
 */
export function separateFolders(choices: readonly DataChoiceForCode[]): ReadonlyMap<string, string> {
  const folders = new Map<string, string>();
  for (const { dataset, dataName, byClass } of choices) {
    const name = dataset?.name ?? dataName;
    if (name === null || isArrays(name) || folders.has(name)) continue;
    const usual = byClass === null ? folderNamed(name) : CLASSES_FOLDER;
    const taken = [...folders.values()].filter((each) => each.replace(/_\d+$/, '') === usual).length;
    folders.set(name, taken === 0 ? usual : `${usual}_${taken + 1}`);
  }
  return folders.size > 1 ? folders : new Map();
}

/** Whether the reader chose a folder, in which the parts lie. */
const isChosenFolder = (
  name: string,
  { byClass, isGiven }: Pick<DataChoiceForCode, 'byClass' | 'isGiven'>,
): boolean => byClass === null && !isGiven && !/\.(zip|npz)$/i.test(name);

const isArrays = (name: string): boolean => /\.npz$/i.test(name);

function dataOf(dataset: DatasetInfo, validationSplit: number): CodeData {
  const { name, classes, imageShape, training, validation, skipped } = dataset;
  const data = { name, training: training.root, validation: validation?.root ?? null, skipped };
  if (training.imageBytes > 0) {
    const split = splitOf(dataset, validationSplit);
    // Keras refuses an empty part.
    const isEmpty = split !== null && split.every(({ keras }) => keras === 0);
    return isEmpty ? { ...data, validation: null } : data;
  }
  const parts = { training, validation };
  const weighted = (['training', 'validation'] as const).filter((part) => parts[part]?.sampleWeight);
  return { ...data, imageShape, classes: classes.length, weighted };
}
