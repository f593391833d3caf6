/** Types shared by the stages of the data pipeline. No DOM, no tfjs, no comlink. */

/** Colour mode of decoded pictures: Keras `color_mode`. */
export type ColorMode = 'rgb' | 'grayscale' | 'rgba';
/** Format of the labels: Keras `class_mode`; 'none' returns images only. */
export type ClassMode = 'binary' | 'sparse' | 'categorical' | 'input' | 'none';
/** Pillow's resampling filters, under Keras's names. */
export type Interpolation = 'nearest' | 'bilinear' | 'bicubic' | 'lanczos' | 'box' | 'hamming';
/** How an affine transform fills the area outside the picture: Keras `fill_mode`. */
export type FillMode = 'constant' | 'nearest' | 'reflect' | 'wrap';
/** Which axis a shift moves: as in Keras 3, or as the option's name says. See `ImageDataGeneratorOptions.shiftAxes`. */
export type ShiftAxes = 'keras' | 'corrected';
/** What happens with an unreadable picture: stop the run, or skip the picture, count it and report its name. */
export type OnError = 'raise' | 'skip';
/** Which part of a `validation_split`. */
export type Subset = 'training' | 'validation';

/** A decoded picture: 8-bit, row-major, interleaved. */
export interface Pixels {
  height: number;
  width: number;
  channels: 1 | 3 | 4;
  data: Uint8Array<ArrayBufferLike>;
}

/** What a reader should know of a picture file. */
export interface PictureFacts {
  /** Size in pixels as stored: no rotation is applied. */
  height: number;
  width: number;
  /** Whether it has pixels that are not opaque, which 'rgb' and 'grayscale' drop, as Keras does. */
  isTransparent: boolean;
}

/** A float picture between two transforms: row-major, interleaved, 0..255 before rescaling. */
export interface FloatImage {
  height: number;
  width: number;
  channels: number;
  data: Float32Array<ArrayBuffer>;
}

/** Number of channels per colour mode. */
export const CHANNELS: Record<ColorMode, 1 | 3 | 4> = { grayscale: 1, rgb: 3, rgba: 4 };

/** Returns the colour mode with this number of channels, or null if there is none. */
export function colorModeOf(channels: number): ColorMode | null {
  const modes = Object.keys(CHANNELS) as ColorMode[];
  return modes.find((mode) => CHANNELS[mode] === channels) ?? null;
}

/** Returns the class mode of data for which none is given: Keras's 'binary' for two classes, 'categorical' for more. */
export function defaultClassMode(classes: number): 'binary' | 'categorical' {
  return classes === 2 ? 'binary' : 'categorical';
}

/** Returns Keras's loss for a classifier: its last activation, and the format of the labels. */
export function crossentropyOf(
  activation: 'sigmoid' | 'softmax',
  classMode: ClassMode,
): 'binary_crossentropy' | 'categorical_crossentropy' | 'sparse_categorical_crossentropy' {
  if (activation === 'sigmoid') return 'binary_crossentropy';
  return classMode === 'categorical' ? 'categorical_crossentropy' : 'sparse_categorical_crossentropy';
}

/** Files by path, with '/' between folders. Directories are not listed. */
export interface Archive {
  readonly paths: readonly string[];
  /** Returns the content of one file. Rejects with 'bad-archive' if it is damaged. */
  read(path: string): Promise<Uint8Array<ArrayBuffer>>;
}

/** Values of any number type, row-major, with their shape. Data in shared memory is not copied into the workers. */
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

/**
 * A data set that needs no download: a zip or npz, files, images in memory, or a folder on a server with a list of
 * the paths in it.
 */
export type LocalSource =
  | { kind: 'archive'; blob: Blob; name: string }
  /** A zip in memory shared by the workers. */
  | { kind: 'shared-archive'; bytes: Uint8Array<SharedArrayBuffer>; name: string }
  | { kind: 'files'; files: readonly { path: string; blob: Blob }[]; name: string }
  | ArraySource
  | { kind: 'listing'; base: string; paths: readonly string[]; name: string };
