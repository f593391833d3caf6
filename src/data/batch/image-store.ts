/** The pictures of one part of a data set, by index: decoded and resized on demand, kept as bytes where there is room. */
import { PupilaError } from '../../core/errors';
import type { DirectoryIndex } from '../index/directory-index';
import { type LoadImageOptions, loadImage } from './load-image';
import type { NpyImages } from '../archive/npz';
import { PixelCache, type PixelMemory } from './pixel-cache';
import { type Archive, CHANNELS, type FloatImage, type Pixels } from '../../core/types';

/** Images by index, with their labels. */
export interface ImageStore {
  filenames: readonly string[];
  /** Class index of every image. */
  labels: Int32Array<ArrayBuffer>;
  /** True when `load` gives 8-bit pixels. */
  readonly bytes: boolean;
  /** Bytes of an image that is worth keeping; 0 for arrays, which are in memory already. */
  readonly imageBytes: number;
  /** From now on keeps decoded images in `memory`. */
  keep(memory: PixelMemory): void;
  /** Leaves images out for good; those that follow move up. */
  drop(indices: readonly number[]): void;
  /** From now on rejects files with 'bad-image' unread, by their paths: the reasons. */
  refuse(reasons: Readonly<Record<string, string>>): void;
  /** One image of the target size. Rejects with 'bad-image' naming the file. */
  load(index: number): Promise<Pixels | FloatImage>;
}

/** Picture files in an archive or folder. */
export class FileImageStore implements ImageStore {
  filenames: readonly string[];
  labels: Int32Array<ArrayBuffer>;
  readonly bytes = true;
  readonly imageBytes: number;
  readonly #archive: Archive;
  readonly #paths: readonly string[];
  /** Where each image stands among all paths, and in the cache. */
  #places: readonly number[];
  readonly #options: LoadImageOptions;
  #cache: PixelCache | null = null;
  #refused: Readonly<Record<string, string>> = {};

  constructor(archive: Archive, index: DirectoryIndex, options: LoadImageOptions) {
    const { targetSize, colorMode } = options;
    this.filenames = index.filenames;
    this.labels = index.labels;
    this.imageBytes = targetSize[0] * targetSize[1] * CHANNELS[colorMode];
    this.#archive = archive;
    this.#paths = index.paths;
    this.#places = [...index.paths.keys()];
    this.#options = options;
  }

  keep(memory: PixelMemory): void {
    const { targetSize, colorMode } = this.#options;
    const [height, width] = targetSize;
    this.#cache = new PixelCache(memory, { height, width, channels: CHANNELS[colorMode] });
  }

  drop(indices: readonly number[]): void {
    const broken = new Set(indices);
    const stays = (_: unknown, index: number): boolean => !broken.has(index);
    this.filenames = this.filenames.filter(stays);
    this.labels = this.labels.filter(stays);
    this.#places = this.#places.filter(stays);
  }

  refuse(reasons: Readonly<Record<string, string>>): void {
    this.#refused = reasons;
  }

  async load(index: number): Promise<Pixels> {
    const place = this.#places[index] as number;
    const kept = this.#cache?.get(place);
    if (kept) return kept;
    const path = this.#paths[place] as string;
    const refused = this.#refused[path];
    if (refused !== undefined) throw new PupilaError('bad-image', refused);
    const pixels = await loadImage(await this.#archive.read(path), { ...this.#options, name: path });
    this.#cache?.set(place, pixels);
    return pixels;
  }
}

/** Arrays of a `.npz` file: their shape is the images' shape, as in Keras's `flow`. */
export class ArrayImageStore implements ImageStore {
  readonly filenames: readonly string[];
  readonly labels: Int32Array<ArrayBuffer>;
  readonly bytes: boolean;
  readonly imageBytes = 0;
  readonly #images: NpyImages;

  constructor(images: NpyImages) {
    this.#images = images;
    this.labels = images.labels;
    this.bytes = images.bytes;
    this.filenames = Array.from(images.labels, (_, i) => `${images.name}[${i}]`);
  }

  keep(): void {
    // Nothing is decoded here,
  }

  drop(): void {
    // so nothing can be broken,
  }

  refuse(): void {
    // or be refused.
  }

  load(index: number): Promise<FloatImage> {
    const [height, width, channels] = this.#images.imageShape;
    const size = height * width * channels;
    const data = new Float32Array(this.#images.x.subarray(index * size, (index + 1) * size));
    return Promise.resolve({ height, width, channels, data });
  }
}
