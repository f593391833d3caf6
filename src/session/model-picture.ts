/** Pictures as a model gets them: `Predictor` predicts with this preparation, and the feature maps show its result. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { numberedClasses } from '../core/class-names';
import type { PictureShape } from '../core/picture-shape';
import { type FloatImage, colorModeOf } from '../core/types';
import { toRgba } from '../data/batch/make-batch';
import { type ModelMetadata, preprocessingOf } from '../formats/model-metadata';
import { decoder } from '../generator/picture';
import { type PicturePreparation, preparePicture } from '../loader/preprocessing';
import { rescalesPixels } from '../models/rescales-pixels';
import { COURSE_AUGMENTATION_OPTIONS } from '../options/course-augmentation';
import { parseImageDataGeneratorOptions } from '../options/image-data-generator-options';

/** A picture in the size of a model's input, for display, with what the model computes with. */
export interface ModelPicture extends FloatImage {
  /** The values after preprocessing. */
  input: FloatImage;
}

const UNCHANGED = { generator: parseImageDataGeneratorOptions({}), statistics: null };

/**
 * Returns the metadata of a model, and how it gets pictures. A model without metadata has the course's preprocessing, or
 * none if it rescales pixel values itself, and numbered classes.
 *
 * @throws {PupilaError} 'bad-model' if the metadata describe no valid preprocessing.
 */
export function preparationOf(
  { model, metadata: given }: { model: LayersModel; metadata: ModelMetadata | null },
  [height, width, channels]: PictureShape,
): { metadata: ModelMetadata; preparation: PicturePreparation } {
  const metadata = given ?? defaultMetadata(model, channels);
  const { colorMode, interpolation, keepAspectRatio } = metadata;
  const read = { targetSize: [height, width] as const, colorMode, interpolation, keepAspectRatio };
  return { metadata, preparation: { read, ...preprocessingOf(metadata) } };
}

/** Reads and prepares a picture file. Rejects with 'bad-image' if it cannot be read. */
export async function modelPicture(file: File, preparation: PicturePreparation): Promise<ModelPicture> {
  const request = { file, name: file.name, ...preparation };
  const [data, input] = await Promise.all([
    preparePicture(decoder(), { ...request, ...UNCHANGED }),
    preparePicture(decoder(), request),
  ]);
  const [height, width] = preparation.read.targetSize;
  const shape = { height, width, channels: data.length / (height * width) };
  return { ...shape, data, input: { ...shape, data: input } };
}

/** Reads a picture file as a model gets it, before preprocessing, for display. Rejects like `modelPicture`. */
export async function shownPicture(
  file: Blob,
  name: string,
  { read }: Pick<PicturePreparation, 'read'>,
): Promise<ImageData> {
  const data = await preparePicture(decoder(), { file, name, read, ...UNCHANGED });
  const [height, width] = read.targetSize;
  return new ImageData(toRgba(data, data.length / (height * width)), width, height);
}

function defaultMetadata(model: LayersModel, channels: number): ModelMetadata {
  const units = model.outputs[0]?.shape.at(-1) ?? 1;
  const classes = numberedClasses(Math.max(2, units));
  const colorMode = colorModeOf(channels) ?? 'rgb';
  const rescale = rescalesPixels(model) ? null : COURSE_AUGMENTATION_OPTIONS.rescale;
  return { classes, colorMode, interpolation: 'nearest', keepAspectRatio: false, rescale };
}
