/**
 * Decoded pictures of one part of a data set, each in a fixed slot, in memory that all workers share if the page is
 * cross-origin isolated. A picture without a slot is decoded each time: a pass visits every picture once in a new
 * order, so evicting one for another gains nothing.
 */
import type { Pixels } from '../../core/types';

/** Memory of a `PixelCache`: shared, or private to one worker. */
export interface PixelMemory {
  /** Pixels by picture index, without gaps, for the first pictures of a part, as many as fit. */
  pixels: ArrayBufferLike;
  /** One byte per picture: 1 if its pixels are present. */
  present: ArrayBufferLike;
}

/**
 * Allocates the cache for the first pictures of a part. Reserved lazily: the OS allocates pages on first write.
 *
 * @param images Number of pictures.
 * @param imageBytes Bytes per picture.
 * @param budget Maximum number of bytes for pixels.
 * @param shared Whether other threads can access it.
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
    // Not enough contiguous memory: cache nothing.
    return { pixels: new Memory(0), present: new Memory(0) };
  }
}

/** One thread's view of the cache. */
export class PixelCache {
  readonly #shape: Omit<Pixels, 'data'>;
  readonly #pixels: Uint8Array;
  readonly #present: Uint8Array;
  readonly #size: number;

  /** @param shape Shape of every picture. */
  constructor({ pixels, present }: PixelMemory, shape: Omit<Pixels, 'data'>) {
    this.#shape = shape;
    this.#pixels = new Uint8Array(pixels);
    this.#present = new Uint8Array(present);
    this.#size = shape.height * shape.width * shape.channels;
  }

  /** Returns a cached picture, or undefined. The pixels are the cache's own memory: do not write to them. */
  get(index: number): Pixels | undefined {
    if (index >= this.#present.length || Atomics.load(this.#present, index) === 0) return undefined;
    const data = this.#pixels.subarray(index * this.#size, (index + 1) * this.#size);
    return { ...this.#shape, data };
  }

  /** Stores a picture if it has a slot. Two workers may store the same one at once; they write the same bytes. */
  set(index: number, { data }: Pixels): void {
    if (index >= this.#present.length) return;
    this.#pixels.set(data, index * this.#size);
    Atomics.store(this.#present, index, 1);
  }
}
