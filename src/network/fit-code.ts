/** Generates Python for Keras that calls `fit`. */
import { type ClassWeight, readClassWeight } from '../options/class-weight';
import { camelCase } from '../core/spelling';
import { type CallbackChoice, readCallbackChoices } from '../options/callback-choice';
import { readNamedChoice } from '../options/named-choice';
import type { OptimizerConfig } from '../options/optimizer-config';
import { withInitialRate } from '../options/schedule-choice';
import { readValidationFreq } from '../options/validation-freq';
import type { KerasCall } from '../options/training-option';
import { trainingOptionEntries } from '../options/training-table';
import { Expression, Group, call, kerasCall, python } from './keras-code';
import { scheduleCode } from './optimizer-code';
import { COURSE_DATA, type LaterRun, type Run } from './training-run';

/** Keras's `fit` stops at the end of a generator with `__len__`, also amid an epoch; Pupila goes on with the next round. */
const ENDLESS = `def endless(generator):
    while True:
        yield next(generator)`;

/**
 * A generator with exactly the batches of a run: Keras prepares batches in advance, which would be missing in the run
 * that continues it.
 */
const BATCHES = `def batches(generator, count):
    for _ in range(count):
        yield next(generator)`;

/** Keras's `fit` takes no `class_weight` with a generator. */
const WEIGHTED = `def weighted(batches, class_weight):
    for x, y in batches:
        labels = y.argmax(axis=1) if y.ndim > 1 else y
        yield x, y, np.array([class_weight.get(int(label), 1.0) for label in labels])`;

/** The number of steps of several epochs. */
export function stepsCode(epochs: number, { stepsPerEpoch = null }: Run['options']): string {
  return stepsPerEpoch === null ? `${epochs} * len(train_generator)` : `${epochs * stepsPerEpoch}`;
}

/** Returns the generators' wrappers that calls of `fit` use. */
export const helpersFor = (fits: readonly string[]): string[] =>
  [ENDLESS, BATCHES, WEIGHTED].filter((code) => {
    const name = /^def (\w+\()/.exec(code)?.[1] as string;
    return fits.some((fit) => fit.includes(name));
  });

/** @param index Number of the run. @param isPart Whether other runs continue it, or it continues one. */
export function fitCode(
  { data, options, optimizer, ...run }: Run | LaterRun,
  index: number,
  isPart: boolean,
): string {
  const validates = (data ?? COURSE_DATA).validation !== null;
  const { initialEpoch = 0 } = run as Partial<LaterRun>;
  const count = stepsCode((options.epochs ?? 1) - initialEpoch, options);
  const callbacks = readCallbackChoices(options.callbacks) ?? [];
  const classWeight = readClassWeight(options.classWeight);
  const validationFreq = readValidationFreq(options.validationFreq) ?? 1;
  const written = ['classWeight', 'validationFreq'];
  const { stepsPerEpoch, validationSteps, ...others } = argumentsOf('fit', options);
  const batches = isPart ? `batches(train_generator, ${count})` : 'endless(train_generator)';
  return `${index === 0 ? 'history' : `history_${index + 1}`} = ${call(
    'model.fit',
    {
      x: classWeight ? weightedCode(batches, classWeight) : new Expression(batches),
      ...(validates && { validationData: new Expression('validation_generator') }),
      ...(initialEpoch > 0 && { initialEpoch }),
      ...Object.fromEntries(Object.entries(others).filter(([name]) => !written.includes(name))),
      stepsPerEpoch: stepsPerEpoch ?? new Expression('len(train_generator)'),
      ...(validates && validationSteps !== undefined && { validationSteps }),
      ...(validates &&
        validationFreq !== 1 && { validationFreq: new Expression(JSON.stringify(validationFreq)) }),
      ...(callbacks.length > 0 && { callbacks: callbacksCode(callbacks, optimizer) }),
    },
    true,
  )}`;
}

/**
 * Returns the options that a call takes, in the table's order. Those without a field in the form are written only if they
 * differ from the default.
 */
export function argumentsOf(keras: KerasCall, options: Run['options']): Record<string, unknown> {
  const rows = trainingOptionEntries().filter(([name, row]) => {
    const value = options[name] ?? null;
    return row.keras === keras && value !== null && (row.element || value !== row.default);
  });
  return Object.fromEntries(rows.map(([name]) => [name, options[name]]));
}

const weightedCode = (batches: string, weights: ClassWeight): Group =>
  new Group(
    'weighted(',
    [
      ['', new Expression(batches)],
      ['', classWeightCode(weights)],
    ],
    ')',
  );

/** Keras knows classes by their index. */
const classWeightCode = (weights: ClassWeight): Group =>
  new Group(
    '{',
    Object.entries(weights).map(([key, weight]) => [
      `${/^\d+$/.test(key) ? key : `train_generator.class_indices[${python(key)}]`}: `,
      weight,
    ]),
    '}',
  );

function callbacksCode(callbacks: readonly CallbackChoice[], optimizer: OptimizerConfig): Group {
  const calls = callbacks.map(({ name, schedule, ...args }) =>
    kerasCall(`keras.callbacks.${name}`, {
      ...(schedule !== undefined && { schedule: epochScheduleCode(schedule, optimizer) }),
      ...(name === 'BackupAndRestore' ? backupArguments(args) : args),
    }),
  );
  return new Group(
    '[',
    calls.map((each) => ['', each]),
    ']',
  );
}

/** Keras needs a folder for its backup. */
function backupArguments(args: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { backupDir, ...others } = Object.fromEntries(
    Object.entries(args).map(([name, value]) => [camelCase(name), value]),
  );
  return { backupDir: backupDir ?? 'backup', ...others };
}

/** Keras's `LearningRateScheduler` takes a function. A schedule gives a tensor. */
function epochScheduleCode(schedule: unknown, { learningRate }: OptimizerConfig): unknown {
  const choice = readNamedChoice(schedule);
  if (!choice) return schedule;
  const rate = typeof learningRate === 'number' ? learningRate : NaN;
  const { open, parts, close } = scheduleCode(withInitialRate(choice, rate));
  return new Group(`lambda epoch, lr: float(${open}`, parts, `${close}(epoch))`);
}
