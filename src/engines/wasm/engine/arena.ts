/** Allocates consecutive addresses for arrays that are never freed individually. */
import type { Address } from '../kernel-exports';

/** Bytes after each array, because kernels read whole vectors past the end. */
export const MARGIN = 64;
/** All arrays begin at a multiple of it. */
const ALIGNMENT = 64;

/** Places arrays, from the start of an arena, and returns where they are. */
export type PlaceArrays<Places> = (arena: Arena) => Places;

/** Bytes of memory that the arrays need, wherever it begins. */
export function bytesOf(place: PlaceArrays<unknown>): number {
  const arena = new Arena(0);
  place(arena);
  return arena.end + ALIGNMENT;
}

/** Places arrays in memory of `bytesOf`. */
export function placeAt<Places>(place: PlaceArrays<Places>, at: Address): Places {
  return place(new Arena(Math.ceil(at / ALIGNMENT) * ALIGNMENT));
}

export class Arena {
  #next: Address;

  constructor(start: Address) {
    this.#next = start;
  }

  /** Allocates an address. */
  take(bytes: number): Address {
    const at = this.#next;
    this.#next = Math.ceil((at + bytes + MARGIN) / ALIGNMENT) * ALIGNMENT;
    return at;
  }

  get end(): Address {
    return this.#next;
  }
}
