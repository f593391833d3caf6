/**
 * NumPy's legacy global generator: MT19937, with the draws that Keras makes from it.
 *
 * Equal seeds give NumPy's numbers, bit for bit. Not a general-purpose generator, and not NumPy's newer
 * `default_rng`. Source: Matsumoto and Nishimura (1998), and NumPy's `_legacy` distributions.
 */
import { invalidArgument } from '../core/errors';
import { message } from '../core/message';

const N = 624;
const M = 397;

/**
 * A random stream like `numpy.random.RandomState(seed)`.
 *
 * @example
 * new RandomState(0).random(); // 0.5488135039273248
 */
export class RandomState {
  readonly #state = new Uint32Array(N);
  #position = N;

  /** @param seed Integer in [0, 2³²). Default: from the system's entropy. */
  constructor(seed?: number) {
    this.seed(seed ?? (crypto.getRandomValues(new Uint32Array(1))[0] as number));
  }

  /**
   * Restarts the stream, like `numpy.random.seed(seed)`.
   *
   * @throws {PupilaError} if `seed` is not an integer in [0, 2³²).
   */
  seed(seed: number): void {
    if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32) {
      throw invalidArgument(message`\`seed\` must be an integer from 0 to 2**32 - 1.`, { seed });
    }
    const state = this.#state;
    state[0] = seed;
    for (let i = 1; i < N; i++) {
      const previous = state[i - 1] as number;
      state[i] = Math.imul(1812433253, previous ^ (previous >>> 30)) + i;
    }
    this.#position = N;
  }

  /** Returns the next 32 random bits, as an unsigned integer. */
  uint32(): number {
    if (this.#position >= N) this.#refill();
    let y = this.#state[this.#position++] as number;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  /** Returns a double in [0, 1) with 53 random bits: `random_sample`. */
  random(): number {
    const a = this.uint32() >>> 5;
    const b = this.uint32() >>> 6;
    return (a * 67108864 + b) / 9007199254740992;
  }

  /** Returns a double in [low, high): `uniform`. Always draws, even if the range is empty. */
  uniform(low: number, high: number): number {
    return low + (high - low) * this.random();
  }

  /** Returns an integer in [0, max], by masked rejection. `max = 0` draws nothing. */
  bounded(max: number): number {
    if (max === 0) return 0;
    const mask = max >= 2 ** 31 ? 0xffffffff : 2 ** (32 - Math.clz32(max)) - 1;
    for (;;) {
      const value = (this.uint32() & mask) >>> 0;
      if (value <= max) return value;
    }
  }

  /** Returns an integer in [low, high): `randint`. */
  randint(low: number, high: number): number {
    return low + this.bounded(high - low - 1);
  }

  /** Returns one element, each equally likely: `choice`. */
  choice<T>(values: readonly T[]): T {
    return values[this.bounded(values.length - 1)] as T;
  }

  /** Returns the numbers 0 … n − 1 in random order: `permutation(n)`. */
  permutation(n: number): Int32Array<ArrayBuffer> {
    const order = Int32Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = this.bounded(i);
      const value = order[i] as number;
      order[i] = order[j] as number;
      order[j] = value;
    }
    return order;
  }

  #refill(): void {
    const state = this.#state;
    for (let i = 0; i < N; i++) {
      const y = ((state[i] as number) & 0x80000000) | ((state[(i + 1) % N] as number) & 0x7fffffff);
      state[i] = (state[(i + M) % N] as number) ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
    }
    this.#position = 0;
  }
}
