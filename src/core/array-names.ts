/**
 * Names of the arrays of a data set in an `.npz`: those of Keras's data sets (`x_train`), of scikit-learn's habit (`X_train`
 * beside `y_train`), of MedMNIST (`train_images`, `train_labels`), and of NumPy's `savez` without names (`arr_0`, `arr_1`).
 */

/** Names that the pictures of a part may have. The first that a file has counts. */
export const PICTURE_ARRAYS = {
  training: ['x_train', 'X_train', 'train_images', 'x', 'X', 'images', 'arr_0'],
  validation: [
    ...['x_val', 'X_val', 'x_valid', 'X_valid', 'x_validation', 'X_validation', 'val_images'],
    ...['x_test', 'X_test', 'test_images', 'arr_2'],
  ],
} as const;

/** Returns the name of the labels of pictures. */
export function labelsNameOf(pictures: string): string {
  const number = /^arr_(\d)$/.exec(pictures)?.[1];
  if (number) return `arr_${Number(number) + 1}`;
  return pictures.endsWith('images') ? pictures.replace(/images$/, 'labels') : pictures.replace(/^x/i, 'y');
}

/** Returns the name that the weights of pictures have, if there are any. Null: arrays without names have none. */
export function weightsNameOf(pictures: string): string | null {
  if (pictures.startsWith('arr_')) return null;
  return pictures.endsWith('images')
    ? pictures.replace(/images$/, 'sample_weight')
    : pictures.replace(/^x/i, 'sample_weight');
}
