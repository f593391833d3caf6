/** The data set's own random numbers: sfc32, small and the same on every platform. */

/** A stream of numbers from one seed. */
export class Random {
  /** @param {number} seed */
  constructor(seed) {
    this.state = [seed | 0, 0x9e3779b9, 0x243f6a88, 1];
    for (let i = 0; i < 15; i++) this.next();
  }

  /** Returns a number in [0, 1). */
  next() {
    const s = this.state;
    const sum = (((s[0] + s[1]) | 0) + s[3]) | 0;
    s[3] = (s[3] + 1) | 0;
    s[0] = s[1] ^ (s[1] >>> 9);
    s[1] = (s[2] + (s[2] << 3)) | 0;
    s[2] = (((s[2] << 21) | (s[2] >>> 11)) + sum) | 0;
    return (sum >>> 0) / 4294967296;
  }

  /** Returns a number in [low, high). */
  between(low, high) {
    return low + (high - low) * this.next();
  }

  /** Returns an integer in [low, high]. */
  integer(low, high) {
    return Math.floor(this.between(low, high + 1));
  }

  /** Returns true with the given probability. */
  chance(probability) {
    return this.next() < probability;
  }

  /** Returns one of the values. */
  pick(values) {
    return values[Math.floor(this.next() * values.length)];
  }

  /** Returns one of the [value, weight] pairs' values, chosen by weight. */
  weighted(pairs) {
    let left = this.next() * pairs.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [value, weight] of pairs) {
      left -= weight;
      if (left < 0) return value;
    }
    return pairs[0][0];
  }
}
