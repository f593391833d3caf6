/**
 * The only thing that Keras 3 uses from Python's `random` module: the order of batches within an epoch
 * (`random.Random(epoch).shuffle`). Source: CPython `Lib/random.py`.
 */
import { RandomState } from './random-state';

/**
 * Returns the numbers 0 … n − 1 in the order of `random.Random(seed).shuffle(list(range(n)))`.
 *
 * @param seed A non-negative integer below 2³²; Keras uses the epoch, counted from 0.
 * @example
 * pythonShuffle(7, 5); // [4, 0, 3, 1, 2]
 */
export function pythonShuffle(seed: number, n: number): Int32Array<ArrayBuffer> {
  const stream = new RandomState(0);
  stream.seedByArray([seed]);
  const order = Int32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = below(stream, i + 1);
    const value = order[i] as number;
    order[i] = order[j] as number;
    order[j] = value;
  }
  return order;
}

/** Python's `_randbelow`: takes as many top bits as n has, until the value is below n. */
function below(stream: RandomState, n: number): number {
  const bits = 32 - Math.clz32(n);
  for (;;) {
    const value = stream.uint32() >>> (32 - bits);
    if (value < n) return value;
  }
}
