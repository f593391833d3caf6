/** The arithmetic of sliding windows that convolution and pooling share. */

/** Keras's `padding`. */
export type Padding = 'valid' | 'same';

/**
 * Returns the number of window positions along one side: Keras's output size.
 *
 * @returns floor((size − window) / stride) + 1 for 'valid', which is below 1 if the window does not fit; ceil(size /
 *   stride) for 'same'.
 * @example
 * places(100, 10, 5, 'valid'); // 19
 */
export function places(size: number, window: number, stride: number, padding: Padding): number {
  return padding === 'same' ? Math.ceil(size / stride) : Math.floor((size - window) / stride) + 1;
}

/** Returns the zeros before the first pixel of a side. For 'same', TensorFlow puts the odd zero at the end. */
export function zerosBefore(size: number, window: number, stride: number, padding: Padding): number {
  if (padding === 'valid') return 0;
  const covered = (places(size, window, stride, padding) - 1) * stride + window;
  return Math.floor(Math.max(0, covered - size) / 2);
}
