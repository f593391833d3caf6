/** Generates Python for Keras's optimizers and schedules. */
import { kerasArgument } from '../core/spelling';
import { OPTIMIZERS, type OptimizerConfig, numberText } from '../options/optimizer-config';
import type { LearningRateSchedule } from '../options/learning-rate-schedule';
import { Expression, type Group, fitted, kerasCall } from './keras-code';

type Arguments = readonly (readonly [name: string, value: unknown])[];

/** Returns the call that makes an optimizer: its learning rate, and what differs from Keras's defaults. */
export function optimizerCode(optimizer: OptimizerConfig): Group {
  const { className, defaults } = OPTIMIZERS[optimizer.name];
  const initial = defaults as Readonly<Record<string, unknown>>;
  const { learningRate, ...others } = withDefaults(optimizer);
  const given = Object.entries(others).filter(([name, value]) => value !== initial[name]);
  return pythonCall(`keras.optimizers.${className}`, [['learningRate', learningRate], ...given]);
}

/**
 * Returns the statements that give a model's optimizer other arguments.
 *
 * @param loaded The optimizer that the model has.
 * @param wanted The same optimizer with the arguments to set.
 */
export function changedArgumentsCode(
  optimizer: string,
  loaded: OptimizerConfig,
  wanted: OptimizerConfig,
): string[] {
  const before = withDefaults(loaded);
  const changed = Object.entries(withDefaults(wanted)).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name]),
  );
  return changed.map(([name, value]) => {
    const next = isSchedule(before[name]) && typeof value === 'number' ? constantSchedule(value) : value;
    return fitted(`${optimizer}.${kerasArgument(name)} = `, pythonValue(name, next));
  });
}

/** Keras refuses a number in place of a schedule. */
const constantSchedule = (rate: number): LearningRateSchedule => ({
  name: 'ExponentialDecay',
  initialLearningRate: rate,
  decaySteps: 1,
  decayRate: 1,
});

function withDefaults({ name, ...args }: OptimizerConfig): Readonly<Record<string, unknown>> {
  return { ...OPTIMIZERS[name].defaults, ...args };
}

const isSchedule = (value: unknown): value is LearningRateSchedule =>
  typeof value === 'object' && value !== null && 'name' in value;

const pythonCall = (name: string, args: Arguments): Group =>
  kerasCall(
    name,
    Object.fromEntries(args.map(([key, value]) => [kerasArgument(key), pythonValue(key, value)])),
  );

/** Numbers are written as Keras wants them, floats or integers. */
function pythonValue(key: string, value: unknown): unknown {
  if (typeof value === 'number') return new Expression(numberText(key, value));
  if (Array.isArray(value)) return value.map((each) => pythonValue(key, each));
  if (!isSchedule(value)) return value;
  return scheduleCode(value);
}

/** Returns the call that makes a schedule. */
export function scheduleCode({ name, ...args }: LearningRateSchedule): Group {
  return pythonCall(`keras.optimizers.schedules.${name}`, Object.entries(args));
}
