/** Which optimizer a run trains with: what the options set, and else what the model's file has. */
import { type LearningRateSchedule, initialRate } from './learning-rate-schedule';
import {
  OPTIMIZERS,
  type OptimizerArguments,
  type OptimizerConfig,
  type OptimizerName,
  type SavedOptimizer,
} from './optimizer-config';
import { type ScheduleChoice, withInitialRate } from './schedule-choice';

/** Limits of gradients, of which an optimizer has at most one. */
export const LIMITS = ['clipnorm', 'globalClipnorm', 'clipvalue'] as const;

/** Optimizer options of a run. */
export interface RunOptimizer extends Required<
  Pick<OptimizerArguments, 'weightDecay' | (typeof LIMITS)[number]>
> {
  optimizer: OptimizerName;
  /** With a schedule: its first rate. */
  learningRate: number;
  schedule: LearningRateSchedule | null;
  /** 0 for optimizers without momentum. */
  momentum: number;
}

/** Optimizer options as a user sets them. Null: not set. */
export type RunOptimizerOptions = {
  readonly [Name in keyof Omit<RunOptimizer, 'schedule'>]: RunOptimizer[Name] | null;
} & { readonly schedule: ScheduleChoice | LearningRateSchedule | null };

/** Returns the name of a run's optimizer. @param chosen Null: not set. */
export const runOptimizerName = (
  chosen: OptimizerName | null | undefined,
  saved: SavedOptimizer | null | undefined,
): OptimizerName => chosen ?? saved?.name ?? 'adam';

/** Whether an option applies to an optimizer: false for an argument that only others have. */
export function takesOption(optimizer: OptimizerName, option: string): boolean {
  const isArgument = Object.values(OPTIMIZERS).some(({ defaults }) => option in defaults);
  return !isArgument || option in OPTIMIZERS[optimizer].defaults;
}

/**
 * Resolves a run's optimizer: from the options, else from the model's file, else Adam. Its learning rate is the course's
 * 0.001 if nothing else has one, also for SGD, whose own default in Keras is 0.01.
 *
 * @param saved Optimizer of the model's file. Its arguments only apply to the same optimizer.
 */
export function resolveRunOptimizer(
  options: RunOptimizerOptions,
  saved: SavedOptimizer | null | undefined,
): RunOptimizer {
  const optimizer = runOptimizerName(options.optimizer, saved);
  const { learningRate: rate = 0.001, ...fromFile } = argumentsOf(optimizer, saved);
  const savedRate = typeof rate === 'number' ? rate : initialRate(rate);
  const learningRate = options.learningRate ?? savedRate;
  const ofFile = typeof rate === 'object' && options.learningRate === null ? rate : null;
  const schedule = options.schedule ? withInitialRate(options.schedule, learningRate) : ofFile;
  const limits = LIMITS.some((limit) => options[limit] !== null) ? options : fromFile;
  return {
    optimizer,
    learningRate: schedule ? initialRate(schedule) : learningRate,
    schedule,
    momentum: options.momentum ?? ('momentum' in fromFile ? (fromFile.momentum ?? 0) : 0),
    weightDecay: options.weightDecay ?? fromFile.weightDecay ?? OPTIMIZERS[optimizer].defaults.weightDecay,
    clipnorm: limits.clipnorm ?? null,
    globalClipnorm: limits.globalClipnorm ?? null,
    clipvalue: limits.clipvalue ?? null,
  };
}

/**
 * Returns the optimizer of a run with all its arguments.
 *
 * @param run From `resolveRunOptimizer`.
 * @param saved Optimizer of the model's file. If it is the same, the arguments that are no option of a run are the file's.
 */
export function runOptimizerConfig(
  { optimizer: name, learningRate, schedule, momentum, ...common }: RunOptimizer,
  saved: SavedOptimizer | null | undefined,
): OptimizerConfig {
  const { weightDecay, clipnorm, globalClipnorm, clipvalue } = common;
  return {
    ...argumentsOf(name, saved),
    name,
    learningRate: schedule ?? learningRate,
    ...(takesOption(name, 'momentum') && { momentum }),
    weightDecay,
    clipnorm,
    globalClipnorm,
    clipvalue,
  };
}

/** The arguments in the file if they are this optimizer's. */
function argumentsOf(
  name: OptimizerName,
  saved: SavedOptimizer | null | undefined,
): Partial<OptimizerConfig> {
  return saved?.name === name ? saved : {};
}
