/** The draws in `numpy_random.json`, for tests in Node and in a browser. */
import type { RandomState } from './random-state';

/**
 * One case: draws from one stream, in this order. In the file NumPy's `standard_normal` follows, which Keras's
 * pipeline never draws.
 */
export interface RandomCase {
  seed: number;
  random_sample: number[];
  'uniform_-3_7': number[];
  permutation_10: number[];
  permutation_1000_head: number[];
  choice_minus1_1: number[];
  choice_7: number[];
  randint_0_100: number[];
}

/** Makes the same draws from our stream. */
export function drawCase(stream: RandomState, seed: number): RandomCase {
  const times = <T>(n: number, draw: () => T): T[] => Array.from({ length: n }, draw);
  return {
    seed,
    random_sample: times(5, () => stream.random()),
    'uniform_-3_7': times(5, () => stream.uniform(-3, 7)),
    permutation_10: [...stream.permutation(10)],
    permutation_1000_head: [...stream.permutation(1000).subarray(0, 20)],
    choice_minus1_1: times(8, () => stream.choice([-1, 1])),
    choice_7: times(8, () => stream.choice([0, 1, 2, 3, 4, 5, 6])),
    randint_0_100: times(8, () => stream.randint(0, 100)),
  };
}
