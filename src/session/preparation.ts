/** What comes before training: opens the data, starts the backend, builds the model and the loaders of a session. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type BackendReport, startBackend } from '../engines/select';
import type { Emitter } from '../core/emitter';
import { PupilaError, invalidArgument } from '../core/errors';
import { BatchPlanner } from '../data/batch/batch-planner';
import type { ImageDataGeneratorOptions } from '../options/image-data-generator-options';
import type { FeaturewiseStatistics } from '../data/augment/standardize';
import { generatorsFor } from '../generator/generators';
import { withAbsoluteUrl } from '../generator/image-source';
import type { ModelMetadata } from '../formats/model-metadata';
import { DataLoader } from '../loader/data-loader';
import { type DataWorkerPool, defaultPrefetch } from '../loader/data-worker-pool';
import { courseCnn } from '../models/course-cnn';
import { assignWeights } from '../models/weights';
import type { DatasetInfo, DataSource, Part, PartInfo } from '../protocol/data-protocol';
import type { CompileArguments } from '../formats/keras-compile';
import { checkClassOrder } from './loaded-model';
import { lossFor } from '../training/logits';
import type { UserOptions } from '../options/option-rules';
import type { OptimizerConfig } from '../options/optimizer-config';
import { Optimizer, slotCount } from '../training/optimizers';
import type { Recovery } from '../steps/recovering-train-step';
import { makeTrainStep } from '../steps/train-path';
import type { OptimizerState, TrainStep } from '../training/train-step';
import type { ResolvedOptions, TrainingOptions } from '../options/training-options';

/** What preparation tells. */
export interface PreparationEvents {
  /** Bytes of a download; `total` is 0 where the server does not say. */
  fetch: { loaded: number; total: number };
  /** Pictures that were looked at, with `onError: 'skip'`. */
  checking: { checked: number; total: number };
  backend: BackendReport;
  dataset: DatasetInfo;
  /** A shader of the plan on WebGPU was compiled. */
  compile: { done: number; total: number };
  /** The GPU failed, and training goes on elsewhere. */
  recovery: Recovery;
}

/** What a session trains on and with. */
export interface SessionInputs {
  data: DataSource;
  /** Another data set to validate on; default: the `validation/` folder or `validationSplit`. */
  validationData?: DataSource | null;
  /** Default: the course's network for the data's shape and classes. */
  model?: LayersModel | null;
  /** What `weightValues` gave of `model` at an earlier time: training begins from there. Default: the weights it has. */
  initialWeights?: readonly Float32Array[] | null;
  /** What its file says of the model's use, as `loadModelFile` gives it: how pictures are prepared, the order of classes. */
  metadata?: ModelMetadata | null;
  /** How `model` was trained before, as `loadModelFile` gives it: what `options` do not say of the optimizer. */
  optimizer?: OptimizerConfig | null;
  /** Where an earlier training of `model` stood, as `loadModelFile` gives it: the same optimizer goes on from it. */
  optimizerState?: OptimizerState | null;
  options?: UserOptions<TrainingOptions>;
}

/** Everything that `prepare` makes. */
export interface Prepared {
  dataset: DatasetInfo;
  backend: BackendReport;
  model: LayersModel;
  step: TrainStep;
  training: DataLoader;
  validation: DataLoader | null;
  /** One round of a part, prepared as validation images are, in the order of the files. */
  plainLoader(part: Part): DataLoader;
  /** How the model is trained, in Keras's words. */
  compile: CompileArguments;
  optimizer: Optimizer;
  validationGenerator: ImageDataGeneratorOptions;
  statistics: FeaturewiseStatistics | null;
}

/**
 * Prepares a run.
 *
 * @param pool Workers that the data set is opened in.
 * @param events Hears of the download, the data set and the backend.
 * @param prefetch Whether the workers begin with training batches right away.
 * @throws {PupilaError} 'fetch-failed', 'bad-archive', 'no-images', 'one-class', 'backend-unavailable' …
 */
export async function prepare(
  pool: DataWorkerPool,
  {
    data,
    validationData = null,
    model: given,
    initialWeights = null,
    optimizer: saved,
    optimizerState: before = null,
    metadata = null,
    statistics: fitted,
  }: SessionInputs & { statistics: FeaturewiseStatistics | null },
  options: ResolvedOptions,
  events: Pick<Emitter<PreparationEvents>, 'emit'>,
  prefetch: boolean,
): Promise<Prepared> {
  if (options.classes && options.classes.length < 2)
    throw invalidArgument('`classes` names at least two folders.', { classes: options.classes });
  const dataset = await pool.open(
    withAbsoluteUrl(data),
    validationData && withAbsoluteUrl(validationData),
    options,
    (loaded, total) => events.emit('fetch', { loaded, total }),
    (checked, total) => events.emit('checking', { checked, total }),
  );
  events.emit('dataset', dataset);
  const { classes, imageShape } = dataset;
  if (classes.length < 2) {
    const names = classes.join(', ');
    throw new PupilaError('one-class', `Training needs at least two classes. Received: classes=${names}`);
  }
  checkClassOrder({ metadata }, classes);
  const classMode = options.classMode ?? (classes.length === 2 ? 'binary' : 'categorical');
  const generators = generatorsFor(options.augmentation, dataset.bytes, options.shiftAxes);
  const statistics =
    fitted ??
    (generators.featurewise
      ? await pool.use((api) =>
          // As in Keras the statistics are of the pictures before the function, which no worker could be sent.
          api.fitStatistics('training', { ...generators.training, preprocessingFunction: null }),
        )
      : null);
  const loader = (
    part: Part,
    generator: ImageDataGeneratorOptions,
    shuffle: boolean,
    stepsBefore: (round: number) => number = () => 0,
    rounds = Infinity,
  ): DataLoader => {
    const { samples } = partOf(dataset, part);
    const batchSize = Math.min(options.batchSize, samples);
    const { seed } = options;
    const planner = new BatchPlanner({ samples, batchSize, shuffle, seed, imageShape, options: generator });
    planner.skip(stepsBefore(planner.batchesPerRound));
    const depth = defaultPrefetch(options.workers);
    const { bytes } = dataset;
    const batches = rounds * planner.batchesPerRound;
    const read = { part, planner, imageShape, classMode, statistics, bytes };
    return new DataLoader(pool, { ...read, batches, prefetch: depth });
  };
  const plainLoader = (part: Part): DataLoader => loader(part, generators.validation, false, () => 0, 1);
  const { initialEpoch, stepsPerEpoch, validationSteps } = options;
  const training = loader(
    'training',
    generators.training,
    options.shuffle,
    (round) => initialEpoch * (stepsPerEpoch ?? round),
  );
  const validation =
    dataset.validation &&
    loader('validation', generators.validation, false, (round) => initialEpoch * (validationSteps ?? round));
  // The workers have begun when the backend is there.
  if (prefetch) training.fill();

  const backend = await startBackend(options.backend);
  events.emit('backend', backend);
  if (given) checkInput(given, imageShape);
  const model =
    given ??
    courseCnn({
      ...{ inputShape: imageShape, classes: classes.length, seed: options.seed },
      ...(classMode === 'categorical' && { output: 'softmax' }),
    });
  try {
    const { optimizer: name, learningRate, momentum, seed, timeBudgetMs, threads } = options;
    const compile = {
      optimizer: { ...(saved?.name === name && saved), name, learningRate, momentum },
      loss: lossFor(model, classMode, classes.length),
    };
    if (given && initialWeights) assignWeights(given, initialWeights);
    const optimizer = new Optimizer(compile.optimizer);
    const goesOn = before?.name === name && before.slots.length === slotCount(optimizer.config);
    if (goesOn) optimizer.iterations = before.iterations;
    const step = await makeTrainStep({
      ...{ backend, model, optimizer, loss: compile.loss, seed, timeBudgetMs, threads },
      slots: goesOn ? before.slots : null,
      images: Math.min(options.batchSize, partOf(dataset, 'training').samples),
      onCompiled: (done, total) => events.emit('compile', { done, total }),
      onRecovery: (recovery) => events.emit('recovery', recovery),
    });
    return {
      ...{ dataset, backend, model, step, training, validation, plainLoader, compile, optimizer },
      ...{ validationGenerator: generators.validation, statistics },
    };
  } catch (error) {
    if (!given) model.dispose();
    throw error;
  }
}

/** @throws {PupilaError} 'invalid-argument' when the network does not take images of this height, width and depth. */
function checkInput(model: LayersModel, imageShape: readonly number[]): void {
  const shape = model.inputs[0]?.shape.slice(1) ?? [];
  const fits =
    shape.length === imageShape.length && shape.every((size, i) => !size || size === imageShape[i]);
  if (fits) return;
  throw new PupilaError(
    'invalid-argument',
    "The images have the height, width and channels of the model's input (`targetSize`, `colorMode`). " +
      `Received: images=(${imageShape.join(', ')}), input=(${shape.map((size) => size ?? 'any').join(', ')})`,
  );
}

/** @throws {PupilaError} 'no-images' when the data set has no such part. */
export function partOf(dataset: DatasetInfo, part: Part): PartInfo {
  const info = dataset[part];
  if (!info) throw new PupilaError('no-images', `The data set has no ${part} part.`);
  return info;
}
