/** Allocates consecutive addresses for arrays that are never freed individually. */
import type { Address } from '../module';

/** Bytes after each array, because kernels read whole vectors past the end. */
const MARGIN = 64;

export class Arena {
  #next: Address;

  constructor(start: Address) {
    this.#next = start;
  }

  /** Allocates an address aligned to 64. */
  take(bytes: number): Address {
    const at = this.#next;
    this.#next = Math.ceil((at + bytes + MARGIN) / 64) * 64;
    return at;
  }

  get end(): Address {
    return this.#next;
  }
}
