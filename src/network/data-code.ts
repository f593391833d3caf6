/** Generates Python for Keras that reads folders of pictures: `train_generator` and `validation_generator`. */
import { FIT_CODE } from './generator-code';
import { call } from './keras-code';

/** A data set of picture files. */
export interface FolderData {
  /** File name of the data set. */
  name: string;
  /** Folder of the unpacked data set. Default: its name. */
  folder?: string;
  /** Folder of the class folders, as in `PartInfo`. */
  training: string;
  /** Null: there is no validation part. The same as `training` if a share of it is set apart. */
  validation: string | null;
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
    const directory = root.replace(/\/$/, '') || (data.folder ?? withoutExtension(data.name));
    const args = { directory, ...flow, ...(split && { subset }), ...more };
    return call(`${generator}.flow_from_directory`, args, true);
  };
  const lines: string[] = [];
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

const withoutExtension = (name: string): string => name.replace(/\.\w+$/, '') || 'data';
