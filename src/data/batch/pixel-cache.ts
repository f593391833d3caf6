/**
 * Decoded pictures of one part of a data set, each in a place of its own, in memory that all workers share where the
 * page is cross-origin isolated. What has no place is decoded again: a round visits every picture once, in a new
 * order, so that throwing one away for another gains nothing.
 */
import type { Pixels } from '../../core/types';

/** Memory of a `PixelCache`; shared, or one worker's own. */
export interface PixelMemory {
  /** Pictures by their number, without gaps; the first of a part, as many as have room. */
  pixels: ArrayBufferLike;
  /** A byte a picture: 1 where its pixels are there. */
  present: ArrayBufferLike;
}

/**
 * Memory for the first pictures of a part. It costs nothing before pictures come: systems give pages when they are
 * written to.
 *
 * @param images Number of pictures.
 * @param imageBytes Bytes of one.
 * @param budget Bytes at most, for pixels.
 * @param shared Whether other threads are to see it.
 */
export function allocatePixels(
  images: number,
  imageBytes: number,
  budget: number,
  shared: boolean,
): PixelMemory {
  const kept = imageBytes > 0 ? Math.min(images, Math.floor(budget / imageBytes)) : 0;
  const Memory = shared ? SharedArrayBuffer : ArrayBuffer;
  try {
    return { pixels: new Memory(kept * imageBytes), present: new Memory(kept) };
  } catch {
    // No such stretch of memory is free: everything is decoded again.
    return { pixels: new Memory(0), present: new Memory(0) };
  }
}

/** One thread's view of the memory. */
export class PixelCache {
  readonly #shape: Omit<Pixels, 'data'>;
  readonly #pixels: Uint8Array;
  readonly #present: Uint8Array;
  readonly #size: number;

  /** @param shape Of every picture. */
  constructor({ pixels, present }: PixelMemory, shape: Omit<Pixels, 'data'>) {
    this.#shape = shape;
    this.#pixels = new Uint8Array(pixels);
    this.#present = new Uint8Array(present);
    this.#size = shape.height * shape.width * shape.channels;
  }

  /** A picture, if it is there: the memory itself, not to be written to. */
  get(index: number): Pixels | undefined {
    if (index >= this.#present.length || Atomics.load(this.#present, index) === 0) return undefined;
    const data = this.#pixels.subarray(index * this.#size, (index + 1) * this.#size);
    return { ...this.#shape, data };
  }

  /** Keeps a picture that has a place. Two workers may do so at once: they write the same bytes. */
  set(index: number, { data }: Pixels): void {
    if (index >= this.#present.length) return;
    this.#pixels.set(data, index * this.#size);
    Atomics.store(this.#present, index, 1);
  }
}
