/**
 * The pictures of one part of a data set, by index: decoded and resized on demand, cached as bytes if there is room.
 */
import { PupilaError } from '../../core/errors';
import type { Message } from '../../core/message';
import type { DirectoryIndex } from '../index/directory-index';
import { type LoadImageOptions, loadImage } from './load-image';
import type { NpyImages } from '../archive/npz';
import { PixelCache, type PixelMemory } from './pixel-cache';
import { type Archive, CHANNELS, type FloatImage, type Pixels } from '../../core/types';

/** Images by index, with their labels. */
export interface ImageStore {
  /** As in `PartInfo`. */
  readonly root: string;
  filenames: readonly string[];
  /** Class index of every image. */
  labels: Int32Array<ArrayBuffer>;
  /** Weight of every image in the loss; null: 1 for all. */
  readonly sampleWeight: Float32Array<ArrayBuffer> | null;
  /** True if `load` returns 8-bit pixels. */
  readonly bytes: boolean;
  /** Bytes of an image in the cache; 0 for arrays, which are already in memory. */
  readonly imageBytes: number;
  /** Caches decoded images in `memory` from now on. */
  useCache(memory: PixelMemory): void;
  /** Removes images for good; the following images move up. */
  drop(indices: readonly number[]): void;
  /** Rejects these paths from now on with 'bad-image', without reading them. The values are the error messages. */
  rejectPaths(reasons: Readonly<Record<string, Message | string>>): void;
  /** Returns one image of the target size. Rejects with 'bad-image' naming the file. */
  load(index: number): Promise<Pixels | FloatImage>;
}

/** Picture files in an archive or folder. */
export class FileImageStore implements ImageStore {
  readonly root: string;
  filenames: readonly string[];
  labels: Int32Array<ArrayBuffer>;
  readonly sampleWeight = null;
  readonly bytes = true;
  readonly imageBytes: number;
  readonly #archive: Archive;
  readonly #paths: readonly string[];
  /** Position of each image in `#paths`, and in the cache. */
  #positions: readonly number[];
  readonly #options: LoadImageOptions;
  #cache: PixelCache | null = null;
  #rejected: Readonly<Record<string, Message | string>> = {};

  constructor(archive: Archive, index: DirectoryIndex, options: LoadImageOptions) {
    const { targetSize, colorMode } = options;
    this.root = index.root;
    this.filenames = index.filenames;
    this.labels = index.labels;
    this.imageBytes = targetSize[0] * targetSize[1] * CHANNELS[colorMode];
    this.#archive = archive;
    this.#paths = index.paths;
    this.#positions = [...index.paths.keys()];
    this.#options = options;
  }

  useCache(memory: PixelMemory): void {
    const { targetSize, colorMode } = this.#options;
    const [height, width] = targetSize;
    this.#cache = new PixelCache(memory, { height, width, channels: CHANNELS[colorMode] });
  }

  drop(indices: readonly number[]): void {
    const broken = new Set(indices);
    const isKept = (_: unknown, index: number): boolean => !broken.has(index);
    this.filenames = this.filenames.filter(isKept);
    this.labels = this.labels.filter(isKept);
    this.#positions = this.#positions.filter(isKept);
  }

  rejectPaths(reasons: Readonly<Record<string, Message | string>>): void {
    this.#rejected = reasons;
  }

  async load(index: number): Promise<Pixels> {
    const position = this.#positions[index] as number;
    const cached = this.#cache?.get(position);
    if (cached) return cached;
    const path = this.#paths[position] as string;
    const rejection = this.#rejected[path];
    if (rejection !== undefined) throw new PupilaError('bad-image', rejection);
    const pixels = await loadImage(await this.#archive.read(path), { ...this.#options, name: path });
    this.#cache?.set(position, pixels);
    return pixels;
  }
}

/** Arrays of a `.npz` file. Images keep the shape of the array, as in Keras's `flow`. */
export class ArrayImageStore implements ImageStore {
  readonly root: string;
  readonly filenames: readonly string[];
  readonly labels: Int32Array<ArrayBuffer>;
  readonly sampleWeight: Float32Array<ArrayBuffer> | null;
  readonly bytes: boolean;
  readonly imageBytes = 0;
  readonly #images: NpyImages;

  constructor(images: NpyImages) {
    this.#images = images;
    this.root = images.name;
    this.labels = images.labels;
    this.sampleWeight = images.sampleWeight;
    this.bytes = images.bytes;
    this.filenames = Array.from(images.labels, (_, i) => `${images.name}[${i}]`);
  }

  useCache(): void {
    // Nothing to cache: arrays are not decoded.
  }

  drop(): void {
    // Images of an array are never broken.
  }

  rejectPaths(): void {
    // Images of an array have no paths.
  }

  load(index: number): Promise<FloatImage> {
    const [height, width, channels] = this.#images.imageShape;
    const size = height * width * channels;
    const data = new Float32Array(this.#images.x.subarray(index * size, (index + 1) * size));
    return Promise.resolve({ height, width, channels, data });
  }
}
