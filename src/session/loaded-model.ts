/**
 * Derives options from a loaded model: size and channels of its pictures, how to read and preprocess them, class order,
 * optimizer. Shared by the session, the element, the command line and `Predictor`.
 */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { invalidArgument } from '../core/errors';
import { type Message, message } from '../core/message';
import { type PictureShape, optionsOfShape, pictureShapeOf } from '../core/picture-shape';
import type { FeaturewiseStatistics } from '../data/augment/standardize';
import { preprocessingOf } from '../formats/model-metadata';
import type { LoadedModel } from '../formats/model-format';
import { rescalesPixels } from '../models/rescales-pixels';
import { COURSE_AUGMENTATION_OPTIONS } from '../options/course-augmentation';
import { COURSE_VALIDATION } from '../options/image-data-generator-options';
import type { OptimizerConfig } from '../options/optimizer-config';
import type { TrainingOptions } from '../options/training-options';

/** A model with its metadata, as `loadModelFile` returns it, or a model alone. */
type Loaded = { model?: LayersModel | null; metadata?: LoadedModel['metadata'] };

/** Options that decide how pictures are read. */
type PictureOptions = Pick<TrainingOptions, 'targetSize' | 'colorMode' | 'interpolation' | 'keepAspectRatio'>;

/** Size of pictures for a model that takes any, if nothing says another: what most of Keras's networks were trained with. */
export const USUAL_SIZE = [224, 224] as const;

/**
 * Returns the shape of a model's pictures. Null if its input is not a picture.
 *
 * @param targetSize Size for a model that takes any. Default: that of its file, else `USUAL_SIZE`.
 */
export function shapeOfPictures(
  { model, metadata = null }: { model: LayersModel; metadata?: LoadedModel['metadata'] },
  targetSize: PictureOptions['targetSize'] = metadata?.targetSize ?? USUAL_SIZE,
): PictureShape | null {
  return pictureShapeOf(model, targetSize);
}

/**
 * Fills in options of a run from the model and its file. `statistics` come from the file, and are null unless the
 * file's own preprocessing is used. For a model that rescales pixel values itself, 'course' and 'none' do not rescale.
 */
export function optionsWithModel(
  options: TrainingOptions,
  { model, metadata = null }: Loaded,
): { options: TrainingOptions; statistics: FeaturewiseStatistics | null } {
  const shape = model && shapeOfPictures({ model, metadata }, options.targetSize);
  const withShape = shape ? withPictureOptions(options, pictureOptionsOf({ metadata }, shape), []) : options;
  if (!metadata || withShape.augmentation !== undefined) {
    const rescales = model && rescalesPixels(model);
    return { options: rescales ? withoutRescaling(withShape) : withShape, statistics: null };
  }
  const { generator, statistics } = preprocessingOf(metadata);
  const isCourse = JSON.stringify(generator) === JSON.stringify(COURSE_VALIDATION);
  return isCourse
    ? { options: withShape, statistics: null }
    : { options: { ...withShape, augmentation: generator }, statistics };
}

/** Replaces an augmentation with a name by its options without `rescale`. */
function withoutRescaling({ augmentation = 'course', ...options }: TrainingOptions): TrainingOptions {
  if (typeof augmentation === 'object') return { ...options, augmentation };
  const { rescale: _, ...course } = COURSE_AUGMENTATION_OPTIONS;
  return { ...options, augmentation: augmentation === 'none' ? {} : course };
}

/**
 * Returns the picture options that a model requires.
 *
 * @param shape Height, width and channels of its input.
 */
export function pictureOptionsOf(
  { metadata }: Pick<LoadedModel, 'metadata'>,
  shape: PictureShape,
): PictureOptions {
  const { interpolation, keepAspectRatio } = metadata ?? {};
  return {
    ...optionsOfShape(shape),
    ...(interpolation && { interpolation }),
    ...(keepAspectRatio !== undefined && { keepAspectRatio }),
  };
}

/**
 * Fills in missing picture options from the model.
 *
 * @param pictureOptions The model's, from `pictureOptionsOf`.
 * @param fixed Options that must not differ from the model's. Default: all.
 * @throws {PupilaError} 'invalid-argument' with both values if one differs.
 */
export function withPictureOptions<Options extends PictureOptions>(
  options: Options,
  pictureOptions: PictureOptions,
  fixed = Object.keys(pictureOptions) as (keyof PictureOptions)[],
): Options {
  for (const name of fixed) {
    const [given, model] = [options[name], pictureOptions[name]];
    if (given === undefined || model === undefined || String(given) === String(model)) continue;
    throw invalidArgument(message`\`${name}\` must be the model’s, or be omitted.`, { [name]: given, model });
  }
  const defined = Object.entries(options).filter(([, value]) => value !== undefined);
  return { ...pictureOptions, ...Object.fromEntries(defined) } as Options;
}

/**
 * Checks `targetSize` against the images: arrays (`.npz`) keep their own size.
 *
 * @throws {PupilaError} 'invalid-argument' with both sizes if they differ.
 */
export function checkTargetSize(
  { targetSize }: PictureOptions,
  [height, width]: readonly [height: number, width: number, ...rest: unknown[]],
): void {
  if (!targetSize || String(targetSize) === String([height, width])) return;
  const arrays = [height, width];
  throw invalidArgument(message`\`targetSize\` must be that of the arrays, or be omitted.`, {
    targetSize,
    arrays,
  });
}

/**
 * Returns the classes in the model's order. Null if neither the model nor the user names any.
 *
 * @param requested The user's `classes`, or null.
 * @throws {PupilaError} 'invalid-argument' if they differ from the model's.
 */
export function classesOf(
  { metadata }: Pick<LoadedModel, 'metadata'>,
  requested: readonly string[] | null,
): readonly string[] | null {
  const classes = metadata?.classes ?? null;
  if (!classes || !requested) return classes ?? requested;
  if (String([...requested].sort()) !== String([...classes].sort()))
    throw invalidArgument(message`\`classes\` must be the model’s, or be omitted.`, {
      classes: requested,
      model: classes,
    });
  return classes;
}

/**
 * Checks that the data's classes are in the model's order if they are the same classes. Other classes are new data, and
 * any order is valid.
 *
 * @throws {PupilaError} 'invalid-argument' with both orders if they differ.
 */
export function checkClassOrder(
  { metadata }: Pick<LoadedModel, 'metadata'>,
  classes: readonly string[],
): void {
  const model = metadata?.classes ?? [];
  const isSameSet = String([...model].sort()) === String([...classes].sort());
  if (!isSameSet || String(model) === String(classes)) return;
  throw invalidArgument(message`\`classes\` must be in the model’s order.`, { classes, model });
}

/** Returns why a run cannot train with the optimizer of the model's file, or null if it can. */
export function optimizerProblem({ optimizer }: Pick<LoadedModel, 'optimizer'>): Message | null {
  if (optimizer?.name !== null) return null;
  return message`Training uses the optimizer of the model’s file unless \`optimizer\` is set. ${optimizer.problem}`;
}

/** Returns why a run cannot use the loss of the model's file, or null if it can. */
export function lossProblem({ loss }: Pick<LoadedModel, 'loss'>): Message | null {
  if (loss?.name !== null) return null;
  return message`The loss of the model’s file is used unless \`loss\` is set. ${loss.problem}`;
}

/** Returns a warning if the run does not continue the optimizer state in the model's file, else null. */
export function droppedMomentsWarning(
  { optimizer, optimizerState }: Pick<LoadedModel, 'optimizer' | 'optimizerState'>,
  current: { config: OptimizerConfig; iterations: number },
): Message | null {
  if (!optimizerState || current.iterations > 0) return null;
  const describe = (config: OptimizerConfig): Message | string => {
    const momentum = 'momentum' in config ? config.momentum : 0;
    return momentum ? message`${config.name} with momentum ${momentum}` : config.name;
  };
  const savedOptimizer = describe(optimizer?.name ? optimizer : { name: optimizerState.name });
  return message`the optimizer is ${describe(current.config)}; the file’s was ${savedOptimizer}, and its moments are dropped`;
}
