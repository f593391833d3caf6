/**
 * What a loaded model asks for: size and channels of its pictures, how they are read and prepared, the order of its
 * classes, its optimizer. The session, the element, the command line and `Predictor` all ask here.
 */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { invalidArgument } from '../core/errors';
import { CHANNELS, colorModeOf } from '../core/types';
import type { FeaturewiseStatistics } from '../data/augment/standardize';
import { preprocessingOf } from '../formats/model-metadata';
import type { LoadedModel } from '../formats/tfjs-model';
import { COURSE_VALIDATION } from '../options/image-data-generator-options';
import type { OptimizerConfig } from '../options/optimizer-config';
import type { TrainingOptions } from '../options/training-options';

/** What a session is told of a model: all that `loadModelFile` gives, or a model alone. */
type Loaded = { model?: LayersModel | null; metadata?: LoadedModel['metadata'] };

type Reading = Pick<TrainingOptions, 'targetSize' | 'colorMode' | 'interpolation' | 'keepAspectRatio'>;

/**
 * The options of a run with this model: what is not given comes from its file. `statistics` are those of its file, where its
 * own preparation of pictures is used.
 */
export function optionsWithModel(
  options: TrainingOptions,
  { model, metadata = null }: Loaded,
): { options: TrainingOptions; statistics: FeaturewiseStatistics | null } {
  const shape = model && pictureShape(model);
  const read = shape ? withReadOptions(options, readOptionsOf({ metadata }, shape), []) : options;
  if (!metadata || read.augmentation !== undefined) return { options: read, statistics: null };
  const { generator, statistics } = preprocessingOf(metadata);
  const isCourse = JSON.stringify(generator) === JSON.stringify(COURSE_VALIDATION);
  return isCourse
    ? { options: read, statistics: null }
    : { options: { ...read, augmentation: generator }, statistics };
}

/** Height, width and channels of a network's input; null where it leaves them open or takes no pictures. */
export function pictureShape({ inputs }: Pick<LayersModel, 'inputs'>): [number, number, number] | null {
  const shape = inputs[0]?.shape.slice(1) ?? [];
  return inputs.length === 1 && shape.length === 3 && shape.every(Boolean)
    ? (shape as [number, number, number])
    : null;
}

/**
 * What a model says of its pictures.
 *
 * @param shape Height, width and channels of its input.
 */
export function readOptionsOf(
  { metadata }: Pick<LoadedModel, 'metadata'>,
  [height, width, channels]: readonly [number, number, number],
): Reading {
  const colorMode = colorModeOf(channels);
  const { interpolation, keepAspectRatio } = metadata ?? {};
  return {
    targetSize: [height, width],
    ...(colorMode && { colorMode }),
    ...(interpolation && { interpolation }),
    ...(keepAspectRatio !== undefined && { keepAspectRatio }),
  };
}

/**
 * The options with what the model says.
 *
 * @param fixed Members that the options may not give another value.
 * @throws {PupilaError} 'invalid-argument' with both values where they do.
 */
export function withReadOptions<Options extends Reading>(
  options: Options,
  reading: Reading,
  fixed = Object.keys(reading) as (keyof Reading)[],
): Options {
  for (const name of fixed) {
    const [given, model] = [options[name], reading[name]];
    if (given === undefined || model === undefined || String(given) === String(model)) continue;
    throw invalidArgument(`\`${name}\` is the model's, or not given.`, { [name]: given, model });
  }
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return { ...reading, ...Object.fromEntries(given) } as Options;
}

/**
 * Arrays (`.npz`) have a size of their own.
 *
 * @throws {PupilaError} 'invalid-argument' with both sizes where another was asked for.
 */
export function checkTargetSize(
  { targetSize }: Reading,
  [height, width]: readonly [height: number, width: number, ...rest: unknown[]],
): void {
  if (!targetSize || String(targetSize) === String([height, width])) return;
  const arrays = [height, width];
  throw invalidArgument("`targetSize` is the arrays', or not given.", { targetSize, arrays });
}

/**
 * The classes in the model's order.
 *
 * @param given Those that the reader named; null: none.
 * @throws {PupilaError} 'invalid-argument' where these are others.
 */
export function classesOf(
  { metadata }: Pick<LoadedModel, 'metadata'>,
  given: readonly string[] | null,
): readonly string[] | null {
  const classes = metadata?.classes ?? null;
  if (!classes || !given) return classes ?? given;
  if (String([...given].sort()) !== String([...classes].sort()))
    throw invalidArgument("`classes` are the model's, or not given.", { classes: given, model: classes });
  return classes;
}

/**
 * Training on: the same classes have the same indices. Others are other data.
 *
 * @throws {PupilaError} 'invalid-argument' with both orders where they differ.
 */
export function checkClassOrder(
  { metadata }: Pick<LoadedModel, 'metadata'>,
  classes: readonly string[],
): void {
  const model = metadata?.classes ?? [];
  const same = String([...model].sort()) === String([...classes].sort());
  if (!same || String(model) === String(classes)) return;
  throw invalidArgument("`classes` are in the model's order.", { classes, model });
}

/** Of the course's network: height, width and channels, with the defaults of a run. */
export function inputShapeOf({
  targetSize: [height, width] = [150, 150],
  colorMode = 'rgb',
}: Reading): [number, number, number] {
  return [height, width, CHANNELS[colorMode]];
}

/** What the reader should know when the optimizer of a model's file does not go on; null when it does. */
export function droppedMomentsWarning(
  { optimizer, optimizerState }: Pick<LoadedModel, 'optimizer' | 'optimizerState'>,
  now: { config: OptimizerConfig; iterations: number },
): string | null {
  if (!optimizerState || now.iterations > 0) return null;
  const named = ({ name, momentum = 0 }: OptimizerConfig): string =>
    momentum > 0 ? `${name} with momentum ${momentum}` : name;
  const before = named(optimizer ?? { name: optimizerState.name });
  return `the optimizer is ${named(now.config)}; the file's was ${before}, and its moments are dropped`;
}
