/** Generates Python for Keras that reads folders of pictures: `train_generator` and `validation_generator`. */
import type { SourceWords } from './code-words';
import { FIT_CODE } from './generator-code';
import { LINE, call, python } from './keras-code';

/** A data set of picture files. */
export interface FolderData {
  /** File name of the data set. */
  name: string;
  /** Folder of the unpacked data set, if its class folders lie in no other. Default: its name. */
  folder?: string;
  /** Whether its other folders lie in `folder`, too. Default false. */
  isApart?: boolean;
  /** Folder of the class folders, as in `PartInfo`. */
  training: string;
  /** Null: there is no validation part. The same as `training` if a share of it is set apart. */
  validation: string | null;
  /** Pictures that cannot be read, below the folder of their part. Default: none. */
  skipped?: readonly { readonly part: 'training' | 'validation'; readonly filename: string }[];
}

/** How the data set is read. */
export interface DataReading {
  /** Arguments of `flow_from_directory` other than the folder and the part. */
  flow: Readonly<Record<string, unknown>>;
  /** Share of the pictures to set apart for validation. */
  validationSplit: number;
  /** Whether the generators need statistics of the training pictures. */
  fits: boolean;
}

/** Whether validation pictures are set apart from the training pictures. */
export const isSplit = ({ training, validation }: FolderData): boolean => training === validation;

/** Returns the code for the generators of batches, after `generatorCode`. */
export function foldersCode(data: FolderData, { flow, validationSplit, fits }: DataReading): string {
  const split = isSplit(data);
  const from = (generator: string, root: string, subset: string, more: object): string => {
    const args = { directory: directoryOf(data, root), ...flow, ...(split && { subset }), ...more };
    return call(`${generator}.flow_from_directory`, args, true);
  };
  const lines = skippedCode(data);
  if (fits) {
    const plain = call('ImageDataGenerator', split ? { validationSplit } : {});
    const inOrder = { batchSize: 1, classMode: null, shuffle: false };
    lines.push(
      `pictures = ${from(plain, data.training, 'training', inOrder)}`,
      'x_train = np.concatenate([pictures[i] for i in range(len(pictures))])',
      FIT_CODE,
      '',
    );
  }
  lines.push(`train_generator = ${from('train_datagen', data.training, 'training', {})}`);
  if (data.validation !== null) {
    const validation = from('val_datagen', data.validation, 'validation', { shuffle: false });
    lines.push(`validation_generator = ${validation}`);
  }
  return lines.join('\n');
}

/** Returns a folder of the unpacked data. @param root As `training` in `FolderData`. */
export function directoryOf(
  { name, folder = folderNamed(name), isApart = false }: FolderData,
  root: string,
): string {
  const path = root.replace(/\/$/, '');
  if (path === '') return folder;
  return isApart ? `${folder}/${path}` : path;
}

/** Says where the data lie, so that the code finds them. */
export function sourceNote(data: FolderData, words: SourceWords): string {
  const { name, folder = folderNamed(name), isApart = false, training } = data;
  if (!/\.zip$/i.test(name)) return words.data(name);
  // Class folders without a folder around them would lie beside the script.
  return isApart || training === '' ? words.unpackedInto(name, folder) : words.unpacked(name);
}

/** Renames the pictures that cannot be read: Keras would count them, and fail. */
function skippedCode(data: FolderData): string[] {
  const { skipped = [] } = data;
  if (skipped.length === 0) return [];
  const paths = skipped.map(({ part, filename }) =>
    python(`${directoryOf(data, data[part] ?? '')}/${filename}`),
  );
  return [
    'for name in (',
    ...filledLines(paths),
    '):',
    '    if os.path.exists(name):',
    '        os.rename(name, name + ".skipped")',
    '',
  ];
}

/** Writes values with commas into as few lines as they need. */
function filledLines(values: readonly string[]): string[] {
  return values.reduce<string[]>((lines, value) => {
    const last = lines.at(-1);
    const longer = `${last} ${value},`;
    if (last !== undefined && longer.length <= LINE) return [...lines.slice(0, -1), longer];
    return [...lines, `    ${value},`];
  }, []);
}

/** Returns the usual name of a data set's folder. */
export const folderNamed = (name: string): string => name.replace(/\.\w+$/, '') || 'data';
