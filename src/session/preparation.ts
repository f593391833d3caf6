/** Prepares a session: opens the data, starts the backend, builds the model and the data loaders. */
import { partName } from '../core/part-name';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type BackendReport, startBackend } from '../engines/select';
import type { Emitter } from '../core/emitter';
import { PupilaError, invalidArgument, withReceived } from '../core/errors';
import { message } from '../core/message';
import {
  INPUT_RULE,
  type InputLayout,
  fitsInput,
  inputLayoutOf,
  inputShapeOf,
  inputsInWords,
} from '../core/picture-shape';
import { BatchPlanner } from '../data/batch/batch-planner';
import type { ImageDataGeneratorOptions } from '../options/image-data-generator-options';
import type { FeaturewiseStatistics } from '../data/augment/standardize';
import { generatorsFor } from '../generator/generators';
import { withAbsoluteUrl } from '../generator/image-source';
import { DataLoader } from '../loader/data-loader';
import { type DataWorkerPool, defaultPrefetch } from '../loader/data-worker-pool';
import { fitStatistics } from '../loader/preprocessing';
import { courseCnn } from '../models/course-cnn';
import { assignWeights } from '../models/weights';
import type { DatasetInfo, Part, PartInfo } from '../protocol/data-protocol';
import type { CompileArguments } from '../formats/keras-compile';
import { type ResolvedLoss, usableLoss } from '../options/loss-config';
import type { RunCheckpoint } from './checkpoint/run-checkpoint';
import { type RunIdentity, checkIdentity, identityOf } from './checkpoint/run-identity';
import { checkClassOrder, lossProblem } from './loaded-model';
import { outputHead } from '../training/output-head';
import { type OutputMeaning, outputMeaning } from '../training/probabilities';
import type { OptimizerConfig } from '../options/optimizer-config';
import { newHead } from '../options/new-head';
import { resolveRunLoss } from '../options/run-loss';
import { runOptimizerConfig } from '../options/run-optimizer';
import { validatedEpochs } from '../options/validation-freq';
import { checkMetrics } from '../training/metrics/make-metrics';
import { Optimizer, slotCount } from '../training/optimizers';
import { sampleWeightOf } from './sample-weight';
import { unusedOptionWarnings } from './unused-options';
import type { SessionInputs } from './session-inputs';
import type { Recovery } from '../steps/recovering-train-step';
import { makeTrainStep } from '../steps/train-path';
import type { OptimizerState, TrainStep } from '../training/train-step';
import type { ResolvedOptions } from '../options/training-options';

/** Events during preparation, and `recovery` during training. */
export interface PreparationEvents {
  /** Download progress in bytes. `total` is 0 if the server does not send the size. */
  fetch: { loaded: number; total: number };
  /** Number of pictures checked for damage, with `onError: 'skip'`. */
  checking: { checked: number; total: number };
  /**
   * Number of training pictures read for the statistics that `featurewise_center` and others need. After the last one
   * follows the matrix of `zca_whitening`.
   */
  fitting: { images: number; total: number };
  backend: BackendReport;
  dataset: DatasetInfo;
  /** A shader of the WebGPU plan was compiled. */
  compile: { done: number; total: number };
  /** The GPU failed, and training continues on another device or backend. */
  recovery: Recovery;
}

/** A run that is ready to train, as `TrainingSession.prepare` returns it. */
export interface PreparedRun {
  dataset: DatasetInfo;
  backend: BackendReport;
  /** The network that is trained: that of the inputs, else the course's. */
  model: LayersModel;
  /**
   * `path` says what computes a step, as an English text: 'gradient tape' or the name of a plan, with reasons.
   * `threads` is the number of threads that compute it; absent: the backend's.
   */
  step: { readonly path: string; readonly threads?: number };
  /** The optimizer with all its arguments, and the number of updates so far. */
  optimizer: { readonly config: OptimizerConfig; readonly iterations: number };
  /** The loss with all its arguments. */
  loss: ResolvedLoss;
}

/** The result of `prepare`. */
export interface Prepared extends PreparedRun {
  step: TrainStep;
  training: DataLoader;
  validation: DataLoader | null;
  /** Returns a loader for one round of a part, with validation preprocessing, in file order. */
  plainLoader(part: Part): DataLoader;
  /** Arguments of Keras's `compile`. */
  compile: CompileArguments;
  /** What the model's outputs are. */
  meaning: OutputMeaning;
  optimizer: Optimizer;
  validationGenerator: ImageDataGeneratorOptions;
  statistics: FeaturewiseStatistics | null;
  identity: RunIdentity;
}

/** What a loader is for. */
interface LoaderUse {
  shuffle: boolean;
  /** For a run: steps of each earlier epoch, which it skips; null: one round. Absent: one round from the start. */
  stepsPerEpoch?: number | null;
  /** As `BatchPlannerOptions` has it. Default: all batches. */
  passLength?: number | null;
  /** Number of earlier epochs that read it. Default: all. */
  earlier?: number;
  /** Steps of the epoch in progress, which it skips too. Default 0. */
  step?: number;
  /** Default: those of the data. */
  sampleWeight?: Float32Array | null;
}

/**
 * Prepares a run.
 *
 * @param pool Workers to open the data set in.
 * @param events Receives `PreparationEvents`.
 * @param prefetch Whether the workers start making training batches immediately.
 * @throws {PupilaError} 'fetch-failed', 'bad-archive', 'no-images', 'one-class', 'backend-unavailable' …
 */
export async function prepare(
  pool: DataWorkerPool,
  {
    data,
    validationData = null,
    model: customModel,
    initialWeights = null,
    optimizer: savedOptimizer,
    loss: savedLoss = null,
    optimizerState: givenState = null,
    checkpoint = null,
    metadata = null,
    statistics: savedStatistics,
  }: SessionInputs & { statistics: FeaturewiseStatistics | null },
  options: ResolvedOptions,
  events: Pick<Emitter<PreparationEvents>, 'emit'>,
  prefetch: boolean,
): Promise<Prepared> {
  if (options.classes && options.classes.length < 2)
    throw invalidArgument(message`\`classes\` must name at least two folders.`, { classes: options.classes });
  const problem = options.loss ? null : lossProblem({ loss: savedLoss });
  if (problem) throw new PupilaError('invalid-argument', problem);
  const opened = await pool.open(
    withAbsoluteUrl(data),
    validationData && withAbsoluteUrl(validationData),
    { ...options, splitSeed: options.shuffleSplit ? options.seed : null },
    (loaded, total) => events.emit('fetch', { loaded, total }),
    (checked, total) => events.emit('checking', { checked, total }),
  );
  const warnings = [...opened.warnings, ...unusedOptionWarnings(opened, options)];
  const dataset = { ...opened, warnings };
  events.emit('dataset', dataset);
  const { classes, imageShape } = dataset;
  if (classes.length < 2) {
    throw new PupilaError(
      'one-class',
      withReceived(message`Training needs at least two classes.`, { classes }),
    );
  }
  checkClassOrder({ metadata }, classes);
  if (customModel) checkInput(customModel, dataset);
  const requested = { loss: options.loss ?? usableLoss(savedLoss), classMode: options.classMode };
  const head = newHead(classes.length, requested.loss?.name ?? null, options.classMode);
  const output = customModel ? outputHead(customModel) : head;
  const { loss, classMode } = resolveRunLoss(output, classes.length, requested);
  const generators = generatorsFor(options.augmentation, dataset.bytes, options.shiftAxes);
  const statistics =
    savedStatistics ??
    (generators.featurewise
      ? await fitStatistics(pool, 'training', generators.training, {}, (images) =>
          events.emit('fitting', { images, total: dataset.training.samples }),
        )
      : null);
  const { epoch: firstEpoch, step: firstStep } = checkpoint?.facts.progress ?? {
    epoch: options.initialEpoch,
    step: 0,
  };
  const loader = (
    part: Part,
    generator: ImageDataGeneratorOptions,
    { shuffle, stepsPerEpoch, passLength = null, earlier = firstEpoch, step = 0, ...use }: LoaderUse,
  ): DataLoader => {
    const { samples, sampleWeight = null } = partOf(dataset, part);
    const batchSize = Math.min(options.batchSize, samples);
    const { seed } = options;
    const planner = new BatchPlanner({
      ...{ samples, batchSize, shuffle, seed, imageShape, options: generator, passLength },
    });
    const isForRun = stepsPerEpoch !== undefined;
    if (isForRun) planner.skip(earlier * (stepsPerEpoch ?? planner.batchesPerRound) + step);
    return new DataLoader(pool, {
      part,
      planner,
      imageShape,
      classMode,
      sampleWeight,
      ...use,
      statistics,
      bytes: dataset.bytes,
      batches: isForRun ? Infinity : planner.batchesPerRound,
      prefetch: defaultPrefetch(options.workers),
    });
  };
  const plainLoader = (part: Part): DataLoader => loader(part, generators.validation, { shuffle: false });
  const { shuffle, stepsPerEpoch, validationSteps } = options;
  const training = loader('training', generators.training, {
    shuffle,
    stepsPerEpoch,
    step: firstStep,
    sampleWeight: sampleWeightOf(dataset.training, classes, options.classWeight),
  });
  const validation =
    dataset.validation &&
    loader('validation', generators.validation, {
      shuffle: false,
      stepsPerEpoch: null,
      passLength: validationSteps,
      earlier: validatedEpochs(0, firstEpoch, options.validationFreq).length,
    });
  // The workers make batches while the backend starts.
  if (prefetch) training.fill();

  const backend = await startBackend(options.backend);
  events.emit('backend', backend);
  const model =
    customModel ??
    courseCnn({
      inputShape: imageShape,
      classes: classes.length,
      seed: options.seed,
      output: head.activation,
    });
  try {
    const { seed, timeBudgetMs, threads } = options;
    const compile = { optimizer: runOptimizerConfig(options, savedOptimizer), loss };
    const identity = identityOf(dataset, model, options);
    if (checkpoint) {
      checkIdentity(checkpoint.facts.identity, identity);
      assignWeights(model, checkpoint.weights);
    } else if (customModel && initialWeights) assignWeights(customModel, initialWeights);
    const optimizer = new Optimizer(compile.optimizer);
    const savedState = checkpoint ? optimizerStateOf(checkpoint, optimizer) : givenState;
    const resumesOptimizer =
      savedState?.name === optimizer.config.name && savedState.slots.length === slotCount(optimizer.config);
    if (resumesOptimizer) optimizer.iterations = savedState.iterations;
    if (checkpoint && typeof optimizer.config.learningRate === 'number')
      optimizer.learningRate = checkpoint.facts.optimizer.learningRate;
    checkMetrics(options.metrics ?? [], model.outputs[0]?.shape.at(-1) ?? 1);
    const step = await makeTrainStep({
      backend,
      model,
      optimizer,
      loss,
      seed,
      timeBudgetMs,
      threads,
      withOutputs: (options.metrics ?? []).length > 0,
      slots: resumesOptimizer ? savedState.slots : null,
      layout: inputLayoutOf(model, imageShape) as InputLayout,
      images: Math.min(options.batchSize, partOf(dataset, 'training').samples),
      onCompiled: (done, total) => events.emit('compile', { done, total }),
      onRecovery: (recovery) => events.emit('recovery', recovery),
    });
    return {
      dataset,
      backend,
      model,
      step,
      training,
      validation,
      plainLoader,
      compile,
      loss,
      meaning: outputMeaning(output, loss),
      optimizer,
      validationGenerator: generators.validation,
      statistics,
      identity,
    };
  } catch (error) {
    if (!customModel) model.dispose();
    throw error;
  }
}

function optimizerStateOf({ facts, slots }: RunCheckpoint, { config }: Optimizer): OptimizerState {
  return { name: config.name, iterations: facts.optimizer.iterations, slots };
}

/**
 * @throws {PupilaError} 'input-mismatch' if the images' height, width and channels do not match the network's input;
 *   'bad-model' if that is no picture.
 */
function checkInput(model: LayersModel, { imageShape, training }: DatasetInfo): void {
  if (fitsInput(model, imageShape)) return;
  if (model.inputs.length !== 1)
    throw new PupilaError('bad-model', withReceived(INPUT_RULE, { inputs: inputsInWords(model) }));
  const sides = inputShapeOf(model).map((side) => side ?? 'any');
  // Arrays keep their shape, whatever the options say.
  if (training.imageBytes === 0)
    throw new PupilaError(
      'input-mismatch',
      message`The network must be built for the height, width and channels of the arrays. Received: arrays=(${imageShape.join(', ')}), input=(${sides.join(', ')})`,
    );
  throw new PupilaError(
    'input-mismatch',
    message`The pictures must have the height, width and channels of the model’s input (\`targetSize\`, \`colorMode\`). Received: pictures=(${imageShape.join(', ')}), input=(${sides.join(', ')})`,
  );
}

/** Returns a part of the data set. @throws {PupilaError} 'no-images' if the data set does not have it. */
export function partOf(dataset: DatasetInfo, part: Part): PartInfo {
  const info = dataset[part];
  if (!info) throw new PupilaError('no-images', message`The data set has no ${partName(part)} part.`);
  return info;
}
