/** Addresses one after the other, for arrays whose place is decided once. */
import type { Address } from '../module';

/** Kernels read whole vectors past an array's end. */
const MARGIN = 64;

export class Arena {
  #next: Address;

  constructor(start: Address) {
    this.#next = start;
  }

  /** An address aligned to 64. */
  take(bytes: number): Address {
    const at = this.#next;
    this.#next = Math.ceil((at + bytes + MARGIN) / 64) * 64;
    return at;
  }

  get end(): Address {
    return this.#next;
  }
}
