/** The Keras code of `<pupila-trainer>`. Loaded after the element's first view, which does not need it. */
import type { DatasetInfo, OptimizerConfig, SavedOptimizer, TrainingOptions } from '../../index';
import { type ResolvedLoss, usableLoss } from '../../options/loss-config';
import { readLoss } from '../../options/resolve-loss';
import { runOptimizerConfig } from '../../options/run-optimizer';
import { AUGMENTATION_PRESETS } from '../../network/augmentation-presets';
import type { GeneratorOptions } from '../../network/generator-code';
import { type NetworkSpec, courseNetwork } from '../../network/layer-spec';
import { type ModelLayers, networkOf } from '../../network/network-of';
import { withOutputFor } from '../../network/output';
import type { SavedNetwork } from '../../network/saved-network-code';
import { COURSE_DATA, type CodeData, type Run, trainingCode } from '../../network/training-code';
import type { TrainerModel } from './model';
import { type TrainerSettings, runOptimizer, trainingOptions } from './settings';
import { withValidTexts } from './text-rules';

/** What the code follows. */
export interface FitCodeInputs {
  settings: TrainerSettings;
  /** Options that the network brings. */
  brought: TrainingOptions;
  /** The network. Null: the course's. */
  network: NetworkModel | null;
  /** The model that the reader loaded, if it is the network. */
  loaded: LoadedNetwork | null;
  /** Null: not known yet. */
  dataset: DatasetInfo | null;
  /** Name of the data, known before the data set. Null: none are chosen. */
  dataName: string | null;
  /** Number of classes of pictures that were added class by class. Null: the data come otherwise. */
  byClass: number | null;
}

/** The part of a tfjs-layers model that the code follows. */
type NetworkModel = ModelLayers & {
  readonly outputs: readonly { readonly shape: readonly (number | null)[] }[];
};
type LoadedNetwork = Pick<TrainerModel, 'name' | 'isFitted'> & {
  readonly loaded: Pick<TrainerModel['loaded'], 'optimizer' | 'optimizerState' | 'loss' | 'metadata'>;
};

/** Returns Python code that trains with these settings and predicts a picture. */
export function fitCode({ dataName, byClass, ...given }: FitCodeInputs): string {
  const inputs = { ...given, settings: withValidTexts(given.settings) };
  const { settings, brought, loaded, dataset } = inputs;
  const saved = loaded?.loaded.optimizer ?? null;
  const options = trainingOptions(settings, brought, saved);
  const { augmentation = 'course', ...others } = options;
  const optimizer = runOptimizerConfig(runOptimizer(settings, saved), saved);
  return trainingCode({
    network: networkFor(inputs, options, optimizer),
    data: dataName === null && !dataset ? null : dataFor(dataset, dataName ?? '', byClass),
    augmentation: augmentationFor(augmentation, dataset?.bytes ?? true),
    classes: dataset?.classes.length ?? byClass ?? loaded?.loaded.metadata?.classes.length ?? null,
    optimizer,
    loss: lossFor({ settings, loaded }),
    options: others,
  });
}

function networkFor(
  { settings, brought, network: model, loaded, dataset }: Omit<FitCodeInputs, 'dataName' | 'byClass'>,
  { targetSize = [150, 150] }: TrainingOptions,
  optimizer: Run['optimizer'],
): NetworkSpec | SavedNetwork {
  if (!model) {
    const course = courseNetwork(dataset?.imageShape ?? [...targetSize, 3]);
    return dataset
      ? withOutputFor(course, dataset.classes.length, lossFor({ settings, loaded })?.name)
      : course;
  }
  const network = loaded ? null : networkOf(model);
  if (network) return network;
  const { optimizerState = null, metadata } = loaded?.loaded ?? {};
  const savedOptimizer = loaded?.loaded.optimizer ?? null;
  const usesOwnGenerator = settings.augment === 'course' && brought.augmentation !== undefined;
  const statistics = (usesOwnGenerator && metadata?.statistics) || null;
  return {
    file: kerasFile(loaded?.name ?? 'model'),
    activation: activationOf(model),
    units: model.outputs[0]?.shape.at(-1) ?? 1,
    isFitted: loaded?.isFitted ?? false,
    resumes: optimizerState && hasSameSlots(savedOptimizer, optimizer) ? savedOptimizer : null,
    // A whitening matrix is too large for code: `fit` computes it from the training pictures.
    statistics: statistics?.whitening ? null : statistics,
  };
}

/** Of the arguments that settings change, only the momentum decides which slots exist. */
function hasSameSlots(saved: SavedOptimizer | null, optimizer: OptimizerConfig): saved is OptimizerConfig {
  const hasMomentum = (config: OptimizerConfig): boolean => 'momentum' in config && Boolean(config.momentum);
  return saved?.name === optimizer.name && hasMomentum(saved) === hasMomentum(optimizer);
}

/** The name of the file that Keras loads; models of other formats are saved as `.keras` first. */
function kerasFile(name: string): string {
  return /\.(keras|h5)$/.test(name) ? name : `${name.replace(/\.\w+$/, '')}.keras`;
}

function activationOf({ layers }: ModelLayers): string {
  const last = layers.at(-1);
  if (last?.getClassName() === 'Softmax') return 'softmax';
  const { activation } = (last?.getConfig() ?? {}) as { activation?: unknown };
  return typeof activation === 'string' ? activation : 'linear';
}

/** Returns the loss of a run. @param settings With a valid loss. */
function lossFor({ settings, loaded }: Pick<FitCodeInputs, 'settings' | 'loaded'>): ResolvedLoss | null {
  return settings.loss === null ? usableLoss(loaded?.loaded.loss) : (readLoss(settings.loss) ?? null);
}

/** The data as far as they are known. Pictures that were added class by class have no folder yet: it is `data`. */
function dataFor(dataset: DatasetInfo | null, name: string, byClass: number | null): CodeData {
  const folder = byClass === null ? {} : { folder: 'data' };
  if (dataset) return { ...dataOf(dataset), ...folder };
  return byClass === null ? { ...COURSE_DATA, name } : { name, ...folder, training: '', validation: '' };
}

function dataOf({ name, classes, imageShape, training, validation }: DatasetInfo): CodeData {
  const data = { name, training: training.root, validation: validation?.root ?? null };
  const isArrays = training.imageBytes === 0;
  return isArrays ? { ...data, imageShape, classes: classes.length } : data;
}

function augmentationFor(
  augmentation: NonNullable<TrainingOptions['augmentation']>,
  bytes: boolean,
): GeneratorOptions {
  if (typeof augmentation !== 'string') return augmentation;
  if (augmentation === 'none' && !bytes) return {};
  // The start rejects an unknown name. Until then, the code has no arguments.
  return Object.hasOwn(AUGMENTATION_PRESETS, augmentation) ? AUGMENTATION_PRESETS[augmentation] : {};
}
