/** The Keras code of `<pupila-trainer>`. Loaded after the element's first view, which does not need it. */
import type { OptimizerConfig, SavedOptimizer, TrainingOptions } from '../../index';
import type { Catalogue } from '../../i18n/catalogue';
import { code as en } from '../../i18n/en/code';
import { code as es } from '../../i18n/es/code';
import type { Locale } from '../../i18n/locale';
import { type ModelInputs, inputLayoutOf, optionsOfShape, shapeOfOptions } from '../../core/picture-shape';
import { readCallbackChoices } from '../../options/callback-choice';
import { type ResolvedLoss, usableLoss } from '../../options/loss-config';
import { readLoss } from '../../options/resolve-loss';
import { runOptimizerConfig } from '../../options/run-optimizer';
import { AUGMENTATION_PRESETS } from '../../network/augmentation-presets';
import type { GeneratorOptions } from '../../network/generator-code';
import { type NetworkSpec, courseNetwork } from '../../network/layer-spec';
import { type ModelLayers, networkOf } from '../../network/network-of';
import { lastActivation, withOutputFor } from '../../network/output';
import { SAVED_MODEL, type SavedNetwork } from '../../network/saved-network-code';
import { trainingCode } from '../../network/training-code';
import type { LaterRun, Run } from '../../network/training-run';
import type { CodeWeights } from '../../network/weights-code';
import { type DataChoiceForCode, codeDataFor, dataNotes, separateFolders } from './code-data';
import type { TrainerModel } from './model';
import { type TrainerSettings, runOptimizer, trainingOptions } from './settings';
import { withValidTexts } from './text-rules';

const WORDS: Catalogue<typeof en> = { en, es };

/** The choice that the code of a run follows. */
interface CodeChoice extends DataChoiceForCode {
  settings: TrainerSettings;
}

/** A run that a later one continues. */
export interface CodePast extends CodeChoice {
  /** Complete epochs at its end, including earlier runs. */
  epochs: number;
  /** Whether it was stopped within an epoch. */
  isUnfinished: boolean;
}

/** What the code follows. */
export interface FitCodeInputs extends CodeChoice {
  /** The runs that it continues, oldest first. */
  past: readonly CodePast[];
  /** The complete epochs of the run whose results are shown, if the reader stopped it; else null. */
  stopped: Pick<CodePast, 'epochs' | 'isUnfinished'> | null;
  /** Whether a loss that became NaN or infinite ended that run. Keras ends it only with a callback. */
  endedByNaN: boolean;
  /** Options that the network brings. */
  brought: TrainingOptions;
  /** The network. Null: the course's. */
  network: NetworkModel | null;
  /** The model that the reader loaded, if it is the network. */
  loaded: LoadedNetwork | null;
  /** Files of weights that were loaded into the network, in order. */
  weights: readonly CodeWeights[];
  /** Of the comments. */
  language: Locale;
}

/** The part of a tfjs-layers model that the code follows. */
type NetworkModel = ModelLayers &
  ModelInputs & {
    readonly outputs: readonly { readonly shape: readonly (number | null)[] }[];
  };
type LoadedNetwork = Pick<TrainerModel, 'name' | 'isFitted' | 'rescalesPixels'> & {
  readonly loaded: Pick<TrainerModel['loaded'], 'optimizer' | 'optimizerState' | 'loss' | 'metadata'>;
};

/** What a run follows. */
interface RunInputs extends Omit<FitCodeInputs, 'past' | 'stopped' | 'endedByNaN'> {
  /** Optimizer and loss that the network was trained with: those of its file, or of the run before. */
  saved: SavedOptimizer | null;
  savedLoss: ResolvedLoss | null;
  /** As `separateFolders` returns them. */
  folders: ReadonlyMap<string, string>;
}

/** Returns Python code that trains with these settings, after the runs of the past, and predicts a picture. */
export function fitCode({ past, stopped, endedByNaN, ...inputs }: FitCodeInputs): string {
  const { loaded, network, language } = inputs;
  const words = WORDS[language];
  let { brought } = inputs;
  let saved = loaded?.loaded.optimizer ?? null;
  let savedLoss = usableLoss(loaded?.loaded.loss);
  let initialEpoch = 0;
  const { choices, note } = choicesOf({ past, stopped, ...inputs });
  const folders = separateFolders(choices);
  const runs = choices.map((choice): LaterRun => {
    const run = runOf({ ...inputs, ...choice, brought, saved, savedLoss, folders });
    const resumes = hasSameSlots(saved, run.optimizer) ? saved : null;
    const { callbacks } = run.options;
    // Only the last run can have ended so: no run continues after it.
    const ends = endedByNaN && choice === choices.at(-1);
    const options = {
      ...run.options,
      epochs: choice.epochs,
      ...(ends && { callbacks: withTerminateOnNaN(callbacks ?? []) }),
    };
    const continued = { ...run, options, initialEpoch, resumes };
    [saved, savedLoss, initialEpoch] = [run.optimizer, run.loss, choice.epochs];
    // The course's network is made for the pictures of its first run.
    if (!network && choice.dataset) brought = optionsOfShape(choice.dataset.imageShape);
    return continued;
  });
  const [first, ...later] = runs as [Run, ...LaterRun[]];
  return trainingCode(first, later, words, note && words[note]);
}

function withTerminateOnNaN(
  callbacks: NonNullable<TrainingOptions['callbacks']>,
): NonNullable<TrainingOptions['callbacks']> {
  const chosen = readCallbackChoices(callbacks) ?? [];
  return chosen.some(({ name }) => name === 'TerminateOnNaN')
    ? chosen
    : [...chosen, { name: 'TerminateOnNaN' }];
}

/** Returns what the runs follow, oldest first, with their last epochs, and the comment on what the code leaves out. */
function choicesOf({ past, stopped, ...inputs }: Omit<FitCodeInputs, 'endedByNaN'>): {
  choices: readonly (CodeChoice & { epochs: number })[];
  note: 'unfinished' | 'unfinishedFirst' | null;
} {
  const before = past.at(-1)?.epochs ?? 0;
  // Without runs that were stopped within their first epoch.
  const complete = past.filter((each, i) => each.epochs > (past[i - 1]?.epochs ?? 0));
  const isUnfinished = [...past, stopped].some((each) => each?.isUnfinished);
  if (stopped?.epochs === 0)
    return { choices: [{ ...inputs, epochs: inputs.settings.epochs }], note: 'unfinishedFirst' };
  const last = { ...inputs, epochs: stopped?.epochs ?? inputs.settings.epochs + before };
  const choices = stopped?.epochs === before ? complete : [...complete, last];
  return { choices, note: isUnfinished ? 'unfinished' : null };
}

function runOf(given: RunInputs): Run & { loss: ResolvedLoss | null } {
  const inputs = { ...given, settings: withValidTexts(given.settings) };
  const { settings, brought, loaded, network, dataset, byClass, saved, folders, language } = inputs;
  const options = trainingOptions(settings, brought, saved);
  const { augmentation = 'course', ...others } = options;
  const optimizer = runOptimizerConfig(runOptimizer(settings, saved), saved);
  const units = network && Math.max(2, unitsOf(network));
  const classes =
    dataset?.classes.length ?? byClass ?? loaded?.loaded.metadata?.classes.length ?? units ?? null;
  return {
    network: networkFor(inputs, options, optimizer),
    weights: inputs.weights,
    data: codeDataFor(inputs, folders, options, classes ?? 2),
    augmentation: augmentationFor(augmentation, {
      rescales: loaded?.rescalesPixels !== true,
      bytes: dataset?.bytes ?? true,
    }),
    classes,
    optimizer,
    loss: lossFor(inputs),
    options: others,
    notes: dataNotes(inputs, folders, options, WORDS[language]),
  };
}

function networkFor(
  inputs: RunInputs,
  { targetSize = [150, 150], colorMode = 'rgb' }: TrainingOptions,
  optimizer: Run['optimizer'],
): NetworkSpec | SavedNetwork {
  const { settings, brought, network: model, loaded, dataset } = inputs;
  if (!model) {
    const course = courseNetwork(dataset?.imageShape ?? [...targetSize, 3]);
    return dataset ? withOutputFor(course, dataset.classes.length, lossFor(inputs)?.name) : course;
  }
  const network = loaded ? null : networkOf(model);
  if (network) return network;
  const { optimizerState = null, metadata } = loaded?.loaded ?? {};
  const savedOptimizer = loaded?.loaded.optimizer ?? null;
  const usesOwnGenerator = settings.augment === 'course' && brought.augmentation !== undefined;
  const picture = dataset?.imageShape ?? shapeOfOptions({ targetSize, colorMode });
  const layout = inputLayoutOf(model, picture);
  const takesAsIs = !layout || (layout.shape.length === 3 && !layout.movesChannels);
  const statistics = (usesOwnGenerator && metadata?.statistics) || null;
  return {
    ...kerasFile(loaded?.name),
    activation: lastActivation(model),
    units: unitsOf(model),
    isFitted: loaded?.isFitted ?? false,
    resumes: optimizerState && hasSameSlots(savedOptimizer, optimizer) ? savedOptimizer : null,
    input: takesAsIs ? null : { picture, ...layout },
    // A whitening matrix is too large for code: `fit` computes it from the training pictures.
    statistics: statistics?.whitening ? null : statistics,
  };
}

const unitsOf = ({ outputs }: NetworkModel): number => outputs[0]?.shape.at(-1) ?? 1;

/** Of the arguments that settings change, only the momentum decides which slots exist. */
function hasSameSlots(saved: SavedOptimizer | null, optimizer: OptimizerConfig): saved is OptimizerConfig {
  const hasMomentum = (config: OptimizerConfig): boolean => 'momentum' in config && Boolean(config.momentum);
  return saved?.name === optimizer.name && hasMomentum(saved) === hasMomentum(optimizer);
}

/** The file that Keras loads. Models of other formats are saved first. */
function kerasFile(name = ''): Pick<SavedNetwork, 'file' | 'isUnsaved'> {
  const isUnsaved = !/\.(keras|h5|hdf5)$/.test(name);
  return { file: isUnsaved ? SAVED_MODEL : name, isUnsaved };
}

/** Returns the loss of a run. */
function lossFor({ settings, savedLoss }: Pick<RunInputs, 'settings' | 'savedLoss'>): ResolvedLoss | null {
  return settings.loss === null ? savedLoss : (readLoss(settings.loss) ?? null);
}

function augmentationFor(
  augmentation: NonNullable<TrainingOptions['augmentation']>,
  { rescales, bytes }: { rescales: boolean; bytes: boolean },
): GeneratorOptions {
  if (typeof augmentation !== 'string') return augmentation;
  if (augmentation === 'none' && !bytes) return {};
  // The start rejects an unknown name. Until then, the code has no arguments.
  if (!Object.hasOwn(AUGMENTATION_PRESETS, augmentation)) return {};
  const { rescale, ...others } = AUGMENTATION_PRESETS[augmentation];
  return rescales ? { rescale, ...others } : others;
}
