/**
 * Generates a Python script for Keras that trains with the settings made here and predicts a picture. It runs on its own,
 * beside the unpacked data set and a `picture.png`.
 */
import { PupilaError } from '../core/errors';
import { METRICS, readMetrics } from '../options/metric-choice';
import { resolveLoss } from '../options/resolve-loss';
import type { OptimizerConfig } from '../options/optimizer-config';
import { type OutputHead, newHead } from '../options/new-head';
import { type RunLoss, resolveRunLoss } from '../options/run-loss';
import { arraysCode } from './arrays-code';
import { curvesCode } from './curves-code';
import { foldersCode, isSplit } from './data-code';
import { argumentsOf, fitCode, helpersFor, stepsCode } from './fit-code';
import { generatorCode, needsFit } from './generator-code';
import { Expression, Group, call, kerasCall, modelCode } from './keras-code';
import { lossCode } from './loss-code';
import { changedArgumentsCode, optimizerCode } from './optimizer-code';
import { predictCode } from './prediction-code';
import { comment, script } from './python-script';
import { savedNetworkCode, savedOptimizerName, statisticsCode } from './saved-network-code';
import type { CodeWords } from './code-words';
import { COURSE_DATA, type LaterRun, type Run } from './training-run';
import { type CodeWeights, drawsWeights, weightsCode } from './weights-code';

/**
 * Returns the whole script.
 *
 * @param later Runs that continue it, in order.
 * @param words In the language of the reader.
 * @param note A line about the whole script.
 */
export function trainingCode(
  first: Run,
  later: readonly LaterRun[],
  words: CodeWords,
  note: string | null = null,
): string {
  const { network, options, weights = [] } = first;
  const { seed = null } = options;
  const [start, ...further] = joined([first, ...later]) as [Run, ...LaterRun[]];
  const runs = [start, ...further];
  const fits = runs.map((run, i) => fitCode(run, i, further.length > 0));
  return script(
    note && comment(note),
    seed === null ? null : seedCode(seed, first, words),
    'file' in network
      ? savedNetworkCode(network, weights, words)
      : [modelCode(network), ...weightsCode(weights.map(fittedWeights), words)].join('\n'),
    ...dataCode(start),
    compileCode(start, 'file' in network ? network.resumes : null, savedName(network)),
    ...helpersFor(fits),
    fits[0] as string,
    ...further.flatMap((run, i) => [...changesCode(runs[i] as Run, run, words), fits[i + 1] as string]),
    curvesCode(runs, words),
    predictCode(runs.at(-1) as Run, words),
  );
}

/** Weights do not fit the last layer if that is new. */
const fittedWeights = (weights: CodeWeights): CodeWeights =>
  weights.isBeforeFit ? { ...weights, skipMismatch: true } : weights;

/** The seed is that of the weights, too, unless they come from a file. */
function seedCode(seed: number, { network, weights = [] }: Run, { otherWeights }: CodeWords): string {
  const draws = (!('file' in network) || network.isFitted) && drawsWeights(weights);
  return [...(draws ? [comment(otherWeights)] : []), `keras.utils.set_random_seed(${seed})`].join('\n');
}

/** A run and one that continues it with the same settings are one run with more epochs. */
function joined(runs: readonly (Run | LaterRun)[]): (Run | LaterRun)[] {
  const alone = (run: Run): string => {
    const settings = { ...run, initialEpoch: 0, options: { ...run.options, epochs: 1 } };
    return [...dataCode(run), compileCode(run, null), fitCode(settings, 0, false)].join();
  };
  return runs.reduce<(Run | LaterRun)[]>((kept, run) => {
    const before = kept.at(-1);
    if (!before || alone(before) !== alone(run)) return [...kept, run];
    return [...kept.slice(0, -1), { ...before, options: run.options }];
  }, []);
}

/** What a run sets up anew: generators and optimizer, if they are not those of the run before. */
function changesCode(before: Run, run: LaterRun, words: CodeWords): (string | null)[] {
  const data = dataCode(run);
  // Pupila skips the steps that the earlier epochs would have now, so the batches only go on if that number is the same.
  const goesOn =
    data.join() === dataCode(before).join() && stepsCode(1, run.options) === stepsCode(1, before.options);
  const isCompiled = compileCode(run, null) === compileCode(before, null);
  return [
    ...(goesOn ? [] : [...data, skipCode(run, words)]),
    isCompiled ? null : compileCode(run, run.resumes),
  ];
}

/** Skips the batches of the earlier epochs, as Pupila does. Without a seed, the order is another one each time. */
function skipCode({ initialEpoch, options }: LaterRun, { skips }: CodeWords): string | null {
  if ((options.seed ?? null) === null) return null;
  const steps = stepsCode(initialEpoch, options);
  return `${comment(skips)}\nfor _ in range(${steps}):\n    next(train_generator.index_generator)`;
}

/** The generators and the data that they read. */
function dataCode(run: Run): (string | null)[] {
  const { network, data, augmentation, options, notes = [] } = run;
  const known = data ?? COURSE_DATA;
  const statistics = 'file' in network ? network.statistics : null;
  const reading = {
    flow: { ...argumentsOf('flow_from_directory', options), classMode: runLoss(run).classMode },
    validationSplit: options.validationSplit ?? 0,
    fits: needsFit(augmentation) && !statistics,
  };
  const isArrays = 'imageShape' in known;
  const read = isArrays ? arraysCode(known, reading) : foldersCode(known, reading);
  return [
    generatorCode(augmentation, isSplit(known) && !isArrays ? reading.validationSplit : 0),
    statistics && statisticsCode(statistics),
    [...notes.map(comment), read].join('\n'),
  ];
}

/** A confusion matrix is no metric of Keras's. */
function metricsCode(metrics: Run['options']['metrics']): Group {
  const calls = (readMetrics(metrics) ?? []).flatMap(({ name, ...args }): unknown[] => {
    const { className, rules } = METRICS[name];
    const isDefault = (key: string): boolean =>
      (args as Record<string, unknown>)[key] ===
      (rules as Record<string, { default: unknown }>)[key]?.default;
    const given = Object.entries(args).filter(([key]) => key === 'average' || !isDefault(key));
    if (className === null) return [];
    // Keras numbers the metrics that have no name.
    return given.length === 0
      ? [name]
      : [kerasCall(`keras.metrics.${className}`, { ...Object.fromEntries(given), name })];
  });
  return new Group(
    '[',
    ['accuracy', ...calls].map((each) => ['', each]),
    ']',
  );
}

const savedName = (network: Run['network']): string =>
  'file' in network ? savedOptimizerName(network) : 'model.optimizer';

/**
 * @param resumed The optimizer that exists with its state, which training resumes. Null: a new one.
 * @param name The name that it has.
 */
function compileCode(run: Run, resumed: OptimizerConfig | null, name = 'model.optimizer'): string {
  const { optimizer } = run;
  const { loss } = runLoss(run);
  const compile = call(
    'model.compile',
    {
      loss: lossCode(loss),
      optimizer: resumed ? new Expression(name) : optimizerCode(optimizer),
      metrics: metricsCode(run.options.metrics),
    },
    true,
  );
  return [...(resumed ? changedArgumentsCode(name, resumed, optimizer) : []), compile].join('\n');
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
