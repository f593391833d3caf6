/**
 * The pictures of one part of a data set, by index: decoded and resized on demand, kept as bytes up to a budget.
 * Beyond the budget the longest unused ones are decoded again.
 */
import type { DirectoryIndex } from './directory-index';
import { type LoadImageOptions, loadImage } from './load-image';
import type { NpyImages } from './npz';
import type { Archive, FloatImage, Pixels } from './types';

/** Images by index, with their labels. */
export interface ImageStore {
  readonly filenames: readonly string[];
  /** Class index of every image. */
  readonly labels: Int32Array<ArrayBuffer>;
  /** True when `load` gives 8-bit pixels. */
  readonly bytes: boolean;
  /** One image of the target size. Rejects with 'bad-image' naming the file. */
  load(index: number): Promise<Pixels | FloatImage>;
}

/** Picture files in an archive or folder. */
export class FileImageStore implements ImageStore {
  readonly filenames: readonly string[];
  readonly labels: Int32Array<ArrayBuffer>;
  readonly bytes = true;
  readonly #archive: Archive;
  readonly #paths: readonly string[];
  readonly #options: LoadImageOptions;
  readonly #cache: PixelCache;

  constructor(archive: Archive, index: DirectoryIndex, options: LoadImageOptions, cache: PixelCache) {
    this.filenames = index.filenames;
    this.labels = index.labels;
    this.#archive = archive;
    this.#paths = index.paths;
    this.#options = options;
    this.#cache = cache;
  }

  async load(index: number): Promise<Pixels> {
    const path = this.#paths[index] as string;
    const kept = this.#cache.get(path);
    if (kept) return kept;
    const pixels = await loadImage(await this.#archive.read(path), { ...this.#options, name: path });
    this.#cache.set(path, pixels);
    return pixels;
  }
}

/** Arrays of a `.npz` file: their shape is the images' shape, as in Keras's `flow`. */
export class ArrayImageStore implements ImageStore {
  readonly filenames: readonly string[];
  readonly labels: Int32Array<ArrayBuffer>;
  readonly bytes: boolean;
  readonly #images: NpyImages;

  constructor(images: NpyImages) {
    this.#images = images;
    this.labels = images.labels;
    this.bytes = images.bytes;
    this.filenames = Array.from(images.labels, (_, i) => `${images.name}[${i}]`);
  }

  load(index: number): Promise<FloatImage> {
    const [height, width, channels] = this.#images.imageShape;
    const size = height * width * channels;
    const data = new Float32Array(this.#images.x.subarray(index * size, (index + 1) * size));
    return Promise.resolve({ height, width, channels, data });
  }
}

/** Decoded pictures up to a number of bytes; the longest unused go first. */
export class PixelCache {
  readonly #budget: number;
  readonly #kept = new Map<string, Pixels>();
  #bytes = 0;

  /** @param budget Bytes. */
  constructor(budget: number) {
    this.#budget = budget;
  }

  get(key: string): Pixels | undefined {
    const pixels = this.#kept.get(key);
    if (pixels) {
      this.#kept.delete(key);
      this.#kept.set(key, pixels);
    }
    return pixels;
  }

  set(key: string, pixels: Pixels): void {
    if (pixels.data.byteLength > this.#budget) return;
    this.#kept.set(key, pixels);
    this.#bytes += pixels.data.byteLength;
    for (const [oldest, { data }] of this.#kept) {
      if (this.#bytes <= this.#budget) return;
      this.#kept.delete(oldest);
      this.#bytes -= data.byteLength;
    }
  }
}
