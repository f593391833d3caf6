/** Generates Python for Keras that reads the arrays of an `.npz`: `train_generator` and `validation_generator`. */
import { labelsNameOf, weightsNameOf } from '../core/array-names';
import type { DataReading, FolderData } from './data-code';
import { FIT_CODE } from './generator-code';
import { Expression, call, python } from './keras-code';

/** A data set of arrays: its parts are named by their arrays, such as `x_train`. */
export interface ArrayData extends FolderData {
  imageShape: readonly [height: number, width: number, channels: number];
  /** Parts whose images have weights. Default: none. */
  weighted?: readonly ('training' | 'validation')[];
  classes: number;
}

/** Labels are class numbers or one-hot rows, and a split takes the first pictures. */
export function arraysCode(
  { name, training, validation, imageShape, classes, weighted = [] }: ArrayData,
  { flow: { batchSize, classMode, seed, shuffle }, validationSplit, fits }: DataReading,
): string {
  const labels = classMode === 'categorical' ? `keras.utils.to_categorical(labels, ${classes})` : 'labels';
  const read = (x: string): string => `images_of(${python(x)}, ${python(labelsNameOf(x))})`;
  const isSplit = training === validation;
  const weights = (part: 'training' | 'validation', rows: string): object => {
    const array = python(weightsNameOf(part === 'training' ? training : (validation as string)));
    return weighted.includes(part)
      ? { sampleWeight: new Expression(`data[${array}]${isSplit ? rows : ''}`) }
      : {};
  };
  const from = (generator: string, part: string, more: object): string => {
    const images = { x: new Expression(`x_${part}`), y: new Expression(`y_${part}`) };
    const given = Object.entries({ batchSize, seed, shuffle }).filter(([, value]) => value !== undefined);
    return call(`${generator}.flow`, { ...images, ...Object.fromEntries(given), ...more }, true);
  };
  const lines = [
    'def images_of(x, y):',
    `    images = data[x].reshape(${python([-1, ...imageShape])})`,
    '    labels = data[y].reshape(len(images), -1)',
    '    labels = labels.argmax(axis=1) if labels.shape[1] > 1 else labels[:, 0]',
    `    return images, ${labels}`,
    '',
    `data = np.load(${python(name)})`,
  ];
  if (isSplit)
    lines.push(
      `x, y = ${read(training)}`,
      `cut = int(${validationSplit} * len(x))`,
      'x_train, y_train = x[cut:], y[cut:]',
      'x_val, y_val = x[:cut], y[:cut]',
    );
  else {
    lines.push(`x_train, y_train = ${read(training)}`);
    if (validation !== null) lines.push(`x_val, y_val = ${read(validation)}`);
  }
  if (fits) lines.push(FIT_CODE);
  lines.push('', `train_generator = ${from('train_datagen', 'train', weights('training', '[cut:]'))}`);
  if (validation !== null)
    lines.push(
      `validation_generator = ${from('val_datagen', 'val', { ...weights('validation', '[:cut]'), shuffle: false })}`,
    );
  return lines.join('\n');
}
