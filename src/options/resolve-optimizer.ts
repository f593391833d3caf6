/** Validates optimizers and learning-rate schedules, and fills in Keras's defaults. */
import { invalidArgument } from '../core/errors';
import { message } from '../core/message';
import { snakeCase } from '../core/spelling';
import { type LearningRateSchedule, type ResolvedSchedule, SCHEDULES } from './learning-rate-schedule';
import {
  type Check,
  type Rule,
  type Rules,
  flag,
  isNumber,
  isNumbers,
  numeric,
  orNull,
  readOptions,
  share,
} from './option-rules';
import {
  OPTIMIZERS,
  OPTIMIZER_NAMES,
  type OptimizerConfig,
  type ResolvedOptimizer,
  UNKNOWN_OPTIMIZER,
} from './optimizer-config';
import { LIMITS } from './run-optimizer';
import { readNamedChoice, writtenChoice } from './named-choice';
import { type ScheduleChoice, withInitialRate } from './schedule-choice';
import { unknownName } from './unknown-name';

const integerFrom = (smallest: number): Rule<unknown> => ({
  default: null,
  says: message`must be an integer ${message`of at least ${smallest}`}`,
  read: (value) => (Number.isInteger(value) && (value as number) >= smallest ? value : undefined),
});
const aboveZero: Check = {
  says: message`must be a number ${message`greater than ${0}`}`,
  read: (value) => (isNumber(value) && value > 0 ? value : undefined),
};
const numbers: Check = {
  says: message`must be a list of numbers`,
  read: (value) => (isNumbers(value) ? value : undefined),
};

/** Rules of arguments that are more than a number or a boolean, whichever optimizer or schedule has them. */
const CHECKS: Readonly<Record<string, Check>> = {
  learningRate: { says: message`must be a number or a schedule`, read: readRate },
  weightDecay: orNull(numeric(0)),
  clipnorm: orNull(numeric(0)),
  globalClipnorm: orNull(numeric(0)),
  clipvalue: orNull(numeric(0)),
  emaMomentum: share,
  emaOverwriteFrequency: orNull(integerFrom(1)),
  lossScaleFactor: orNull(aboveZero as Rule<unknown>),
  gradientAccumulationSteps: orNull(integerFrom(2)),
  momentum: share,
  initialAccumulatorValue: numeric(0, 0),
  l1RegularizationStrength: numeric(0, 0),
  l2RegularizationStrength: numeric(0, 0),
  l2ShrinkageRegularizationStrength: numeric(0, 0),
  learningRatePower: {
    says: message`must be a number ${message`of at most ${0}`}`,
    read: (value) => (isNumber(value) && value <= 0 ? value : undefined),
  },
  decaySteps: aboveZero,
  firstDecaySteps: aboveZero,
  warmupTarget: orNull(numeric(0)),
  warmupSteps: numeric(0, 0),
  boundaries: numbers,
  values: numbers,
};

/** Returns the rule of an argument. */
function ruleOf(name: string, initial: unknown): Rule<unknown> {
  const check = CHECKS[name] ?? (typeof initial === 'boolean' ? flag(initial) : numeric(0));
  return { ...check, default: initial };
}

function rulesOf(defaults: object): Rules<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(defaults).map(([name, initial]) => [name, ruleOf(name, initial)]));
}

/**
 * Fills in Keras's defaults.
 *
 * @throws {PupilaError} 'invalid-argument' for an unknown optimizer, argument or value.
 * @example
 * resolveOptimizer({ name: 'sgd' }).learningRate; // 0.01
 */
export function resolveOptimizer<Config extends OptimizerConfig>(
  config: Config,
): ResolvedOptimizer<Config['name']> {
  const { name, ...given } = config;
  if (!OPTIMIZER_NAMES.includes(name))
    throw unknownName(UNKNOWN_OPTIMIZER, OPTIMIZER_NAMES, String(name), { optimizer: name });
  const { className, defaults } = OPTIMIZERS[name];
  const values = readOptions(className, rulesOf(defaults), given);
  checkLimits(values);
  if (name === 'adamw' && values['weightDecay'] === null)
    throw invalidArgument(message`\`weightDecay\` of AdamW must be a number.`, { weightDecay: null });
  return { name, ...values } as unknown as ResolvedOptimizer<Config['name']>;
}

/** @throws {PupilaError} 'invalid-argument' if more than one limit of gradients is set. */
export function checkLimits(values: { readonly [Name in (typeof LIMITS)[number]]?: unknown }): void {
  const set = LIMITS.filter((limit) => values[limit] !== null);
  if (set.length > 1)
    throw invalidArgument(
      message`Only one of \`clipnorm\`, \`globalClipnorm\` and \`clipvalue\` can be set.`,
      Object.fromEntries(set.map((limit) => [limit, values[limit]])),
    );
}

/**
 * Fills in Keras's defaults of a schedule.
 *
 * @param spell Spells the name of a missing argument, for messages.
 * @throws {PupilaError} 'invalid-argument' for an unknown schedule, or an argument that is unknown, missing or invalid.
 */
export function resolveSchedule(
  schedule: LearningRateSchedule,
  spell = (name: string): string => name,
): ResolvedSchedule {
  const { name, ...given } = schedule;
  const names = Object.keys(SCHEDULES);
  if (!names.includes(name))
    throw unknownName(message`Unknown schedule.`, names, String(name), { schedule: name });
  const rules = rulesOf(SCHEDULES[name]);
  const values = readOptions(name, rules, given);
  for (const [key, { default: initial, says }] of Object.entries(rules)) {
    if (initial !== null || values[key] !== null || key === 'warmupTarget') continue;
    throw invalidArgument(message`${name} needs \`${spell(key)}\`, which ${says}.`, {
      [spell(key)]: undefined,
    });
  }
  const resolved = { name, ...values } as unknown as ResolvedSchedule;
  if (resolved.name === 'PiecewiseConstantDecay') checkPieces(resolved);
  return resolved;
}

/**
 * Reads the schedule of a run.
 *
 * @returns Undefined if it is neither an object with a name nor a text.
 * @throws {PupilaError} 'invalid-argument' as `resolveSchedule` does.
 */
export function readSchedule(value: unknown): ScheduleChoice | undefined {
  const written = writtenChoice(value);
  // Checked as it is spelled, for messages, and with any learning rate: the run's is not known yet.
  if (written) resolveSchedule(withInitialRate(written, 0), spellingOf(written, typeof value === 'string'));
  return readNamedChoice(written);
}

/** Returns how a schedule's arguments are spelled: in a text as in Keras, unless it has others. */
function spellingOf(written: ScheduleChoice, isText: boolean): (name: string) => string {
  const names = Object.keys(written);
  const isKeras = names.some((name) => name.includes('_')) || isText;
  return isKeras && !names.some((name) => /[A-Z]/.test(name)) ? snakeCase : (name) => name;
}

function checkPieces({ boundaries, values }: ResolvedSchedule<'PiecewiseConstantDecay'>): void {
  if (values.length === boundaries.length + 1) return;
  throw invalidArgument(message`\`values\` must have one number more than \`boundaries\`.`, {
    boundaries,
    values,
  });
}

function readRate(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return isNumber(value) ? value : undefined;
  return resolveSchedule(value as LearningRateSchedule);
}
