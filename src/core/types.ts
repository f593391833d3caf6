/** Types shared by the stages of the data pipeline. No DOM, no tfjs, no comlink. */

/** How pictures are read: Keras `color_mode`. */
export type ColorMode = 'rgb' | 'grayscale' | 'rgba';
/** What labels look like: Keras `class_mode`; 'none' gives images only. */
export type ClassMode = 'binary' | 'sparse' | 'categorical' | 'input' | 'none';
/** Pillow's resampling filters, by Keras's names. */
export type Interpolation = 'nearest' | 'bilinear' | 'bicubic' | 'lanczos' | 'box' | 'hamming';
/** What an affine transform shows outside of the picture: Keras `fill_mode`. */
export type FillMode = 'constant' | 'nearest' | 'reflect' | 'wrap';
/** Which axis a shift moves: as Keras 3, or as its name says. See `ImageDataGeneratorOptions.shiftAxes`. */
export type ShiftAxes = 'keras' | 'corrected';
/** What a picture that cannot be read does: end the run, or be left out, counted and named. */
export type OnError = 'raise' | 'skip';
/** Which half of a `validation_split`. */
export type Subset = 'training' | 'validation';

/** A decoded picture: 8-bit, row-major, interleaved. */
export interface Pixels {
  height: number;
  width: number;
  channels: 1 | 3 | 4;
  data: Uint8Array<ArrayBufferLike>;
}

/** A float picture on its way through the transforms: row-major, interleaved, 0..255 before rescaling. */
export interface FloatImage {
  height: number;
  width: number;
  channels: number;
  data: Float32Array<ArrayBuffer>;
}

/** Channels of a colour mode. */
export const CHANNELS: Record<ColorMode, 1 | 3 | 4> = { grayscale: 1, rgb: 3, rgba: 4 };

/** The mode of images of so many channels; null where none has them. */
export function colorModeOf(channels: number): ColorMode | null {
  const modes = Object.keys(CHANNELS) as ColorMode[];
  return modes.find((mode) => CHANNELS[mode] === channels) ?? null;
}

/** Files by path, with '/' between folders; directories are not listed. */
export interface Archive {
  readonly paths: readonly string[];
  /** The content of one file. Rejects with 'bad-archive' when it is damaged. */
  read(path: string): Promise<Uint8Array<ArrayBuffer>>;
}

/** Values of any number type, row-major, with their shape. In shared memory they are not copied into the workers. */
export interface NumberArray {
  readonly shape: readonly number[];
  readonly data:
    | Uint8Array
    | Int8Array
    | Uint16Array
    | Int16Array
    | Uint32Array
    | Int32Array
    | Float32Array
    | Float64Array;
}

/** Images in memory: (images, height, width, channels). */
export interface ArraySource {
  kind: 'array';
  images: NumberArray;
  name: string;
}

/** A data set within reach: a zip or npz, files, images in memory, or a folder on a server with the paths below it. */
export type LocalSource =
  | { kind: 'archive'; blob: Blob; name: string }
  /** A zip in memory that workers share. */
  | { kind: 'shared-archive'; bytes: Uint8Array<SharedArrayBuffer>; name: string }
  | { kind: 'files'; files: readonly { path: string; blob: Blob }[]; name: string }
  | ArraySource
  | { kind: 'listing'; base: string; paths: readonly string[]; name: string };
