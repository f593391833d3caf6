/**
 * Generates a Python script for Keras that trains with the settings made here and predicts a picture. It runs on its own,
 * beside the unpacked data set and a `picture.png`.
 */
import { PupilaError } from '../core/errors';
import { colorModeOf } from '../core/types';
import { type CallbackChoice, readCallbackChoices } from '../options/callback-choice';
import type { Loss, ResolvedLoss } from '../options/loss-config';
import { resolveLoss } from '../options/resolve-loss';
import type { OptimizerConfig } from '../options/optimizer-config';
import { type OutputHead, newHead } from '../options/new-head';
import { type RunLoss, resolveRunLoss } from '../options/run-loss';
import type { KerasCall } from '../options/training-option';
import type { TrainingOptions } from '../options/training-options';
import { trainingOptionEntries } from '../options/training-table';
import { type ArrayData, arraysCode } from './arrays-code';
import { type FolderData, foldersCode, isSplit } from './data-code';
import { type GeneratorOptions, generatorCode, needsFit } from './generator-code';
import { Expression, Group, call, kerasCall, modelCode } from './keras-code';
import type { NetworkSpec } from './layer-spec';
import { lossCode } from './loss-code';
import { changedArgumentsCode, optimizerCode } from './optimizer-code';
import { loadCode } from './picture-code';
import { script } from './python-script';
import { type SavedNetwork, savedNetworkCode, statisticsCode } from './saved-network-code';

/** A data set. */
export type CodeData = FolderData | ArrayData;

/** A run, as arguments for Keras. */
export interface Run {
  network: NetworkSpec | SavedNetwork;
  /** Null: not known yet. It then counts as the course's. */
  data: CodeData | null;
  augmentation: GeneratorOptions;
  /** Number of classes in the data; null if not known yet, which counts as two. */
  classes: number | null;
  /** With `learningRate`; other arguments that are missing have Keras's defaults. */
  optimizer: OptimizerConfig;
  /** Null: the crossentropy of the last activation and the labels. */
  loss: Loss | null;
  /** Options with a `keras` member in the table. Null and missing ones are not written. */
  options: { readonly [Name in keyof TrainingOptions]?: TrainingOptions[Name] | null };
}

/** The layout of the course's data, which counts as long as the data set is not known. */
export const COURSE_DATA: FolderData = { name: 'data.zip', training: 'train/', validation: 'validation/' };

/** Keras's `fit` stops at the end of a generator with `__len__`, also amid an epoch; Pupila goes on with the next round. */
const ENDLESS = `def endless(generator):
    while True:
        yield next(generator)`;

/** Returns the whole script. */
export function trainingCode(run: Run): string {
  const { network, data, augmentation, options } = run;
  const { seed = null, validationSplit } = options;
  const known = data ?? COURSE_DATA;
  const statistics = 'file' in network ? network.statistics : null;
  const { loss, classMode } = runLoss(run);
  const reading = {
    flow: { ...argumentsOf('flow_from_directory', options), classMode },
    validationSplit: validationSplit ?? 0,
    fits: needsFit(augmentation) && !statistics,
  };
  const isArrays = 'imageShape' in known;
  return script(
    seed === null ? null : `keras.utils.set_random_seed(${seed})`,
    'file' in network ? savedNetworkCode(network) : modelCode(network),
    generatorCode(augmentation, isSplit(known) && !isArrays ? reading.validationSplit : 0),
    statistics && statisticsCode(statistics),
    isArrays ? arraysCode(known, reading) : `${nameComment(known)}\n${foldersCode(known, reading)}`,
    compileCode(run, loss),
    ENDLESS,
    fitCode(known.validation !== null, options),
    predictCode(run, known),
  );
}

/** The file that the folders come from: data sets with the same folders differ only in it. */
function nameComment({ name }: FolderData): string {
  return `# Data: ${name.replace(/\s+/g, ' ')}${/\.zip$/i.test(name) ? ' (unpacked)' : ''}`;
}

function compileCode({ network, optimizer }: Run, loss: ResolvedLoss): string {
  const resumed = 'file' in network ? network.resumes : null;
  const compile = call(
    'model.compile',
    {
      loss: lossCode(loss),
      optimizer: resumed ? new Expression('model.optimizer') : optimizerCode(optimizer),
      metrics: new Expression('["accuracy"]'),
    },
    true,
  );
  return [...(resumed ? changedArgumentsCode(resumed, optimizer) : []), compile].join('\n');
}

function runLoss({ network, classes: known, loss, options }: Run): RunLoss {
  const classes = known ?? 2;
  const classMode = options.classMode ?? null;
  try {
    return resolveRunLoss(headOf(network), classes, { loss, classMode });
  } catch (error) {
    if (!(error instanceof PupilaError)) throw error;
    // The start says what does not fit. Until then, the code is that of an output that fits, with the chosen loss.
    const fitting = resolveRunLoss(newHead(classes, null, classMode), classes, { loss: null, classMode });
    return loss === null ? fitting : { ...fitting, loss: resolveLoss(loss) };
  }
}

function headOf(network: Run['network']): OutputHead {
  if ('file' in network) return network;
  const last = network.layers.at(-1);
  return last?.type === 'Dense'
    ? { units: last.units, activation: last.activation ?? 'linear' }
    : { units: 0, activation: 'linear' };
}

function fitCode(validates: boolean, options: Run['options']): string {
  const callbacks = readCallbackChoices(options.callbacks) ?? [];
  const { stepsPerEpoch, validationSteps, ...others } = argumentsOf('fit', options);
  const isPart = validationSteps !== undefined;
  const validation = isPart ? 'endless(validation_generator)' : 'validation_generator';
  return `history = ${call(
    'model.fit',
    {
      x: new Expression('endless(train_generator)'),
      ...(validates && { validationData: new Expression(validation) }),
      ...others,
      stepsPerEpoch: stepsPerEpoch ?? new Expression('len(train_generator)'),
      ...(validates && isPart && { validationSteps }),
      ...(callbacks.length > 0 && { callbacks: callbacksCode(callbacks) }),
    },
    true,
  )}`;
}

/** Predicts a picture as the element does: read and prepared like a validation picture. */
function predictCode({ network, options }: Run, data: CodeData): string {
  const arrays = 'imageShape' in data ? data : null;
  const { colorMode, interpolation, keepAspectRatio } = options;
  const [height, width, channels] = arrays?.imageShape ?? [];
  const reading = {
    targetSize: height && width ? ([height, width] as const) : (options.targetSize ?? ([150, 150] as const)),
    colorMode: (channels ? colorModeOf(channels) : colorMode) ?? undefined,
    interpolation: interpolation ?? undefined,
    keepAspectRatio: keepAspectRatio ?? undefined,
  };
  const last = 'file' in network ? null : network.layers.at(-1);
  const units = 'file' in network ? network.units : last?.type === 'Dense' ? last.units : null;
  const names = arrays ? `[str(i) for i in range(${arrays.classes})]` : 'train_generator.class_indices';
  return [
    loadCode('x', reading),
    'output = model.predict(val_datagen.standardize(x)[None])[0]',
    units === 1 ? 'probabilities = [1 - output[0], output[0]]' : 'probabilities = output',
    `for name, probability in zip(${names}, probabilities):`,
    '    print(f"{name}: {probability:.1%}")',
  ].join('\n');
}

/**
 * Returns the options that a call takes, in the table's order. Those without a field in the form are written only if they
 * differ from the default.
 */
function argumentsOf(keras: KerasCall, options: Run['options']): Record<string, unknown> {
  const rows = trainingOptionEntries().filter(([name, row]) => {
    const value = options[name] ?? null;
    return row.keras === keras && value !== null && (row.element || value !== row.default);
  });
  return Object.fromEntries(rows.map(([name]) => [name, options[name]]));
}

function callbacksCode(callbacks: readonly CallbackChoice[]): Group {
  const calls = callbacks.map(({ name, ...args }) => kerasCall(`keras.callbacks.${name}`, args));
  return new Group(
    '[',
    calls.map((each) => ['', each]),
    ']',
  );
}
