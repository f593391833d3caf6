/** The arguments of the tasks: their names and rules, and what two tasks share. */
import { PupilaError, invalidArgument } from '../core/errors';
import { type Message, message } from '../core/message';
import { WRITABLE_FORMATS } from '../formats/registry';
import { checkNames, oneOf } from '../options/option-rules';
import { GPUS } from './browser';
import type { OptionsJson, RunnerTasks } from './runner-protocol';

/** The rule of an argument. What only the page can check, such as a backend, has no rule here. */
interface Argument {
  /** As the end of a sentence: 'must be a text'. */
  readonly says: Message;
  readonly accepts: (value: unknown) => boolean;
  readonly isRequired?: true;
  /** Another argument in place of which it is not required. */
  readonly unless?: string;
}

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';
const path: Argument = { says: message`must be a path`, accepts: isText };
const isSeconds = (value: unknown): boolean => typeof value === 'number' && value >= 0;
const dataSet: Argument = {
  says: message`must be the path of a .zip or .npz file or of a folder of class folders, or a URL`,
  accepts: isText,
};
const model: Argument = { says: message`must be course, or the path of a model`, accepts: isText };
const trainedModel: Argument = { says: message`must be the path of a model`, accepts: isText };
const required = (argument: Argument): Argument => ({ ...argument, isRequired: true });
const onOff: Argument = {
  says: message`must be true or false`,
  accepts: (value) => typeof value === 'boolean',
};
/** A model, and weights to load into it. Without a model, the weights go into the course's network. */
const modelWithWeights = {
  model: { ...required(trainedModel), unless: 'weights' },
  weights: { says: message`must be the path of a .h5, .keras or .zip file`, accepts: isText },
  byName: onOff,
  skipMismatch: onOff,
} satisfies Record<string, Argument>;
const anything: Argument = { says: message``, accepts: () => true };
const count: Argument = {
  says: message`must be a positive integer`,
  accepts: (value) => Number.isInteger(value) && (value as number) > 0,
};
const options: Argument = {
  says: message`must be an object`,
  accepts: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
};
const choice = (values: readonly string[]): Argument => {
  const { says, read } = oneOf(values, '');
  return { says, accepts: (value) => read(value) !== undefined };
};
const orNull = ({ says, accepts }: Argument): Argument => ({
  says: message`${says}, or null`,
  accepts: (value) => value === null || accepts(value),
});

/** Arguments of every task. */
const EVERY_TASK = {
  gpu: choice(GPUS),
  onEvent: { says: message`must be a function`, accepts: (value) => typeof value === 'function' },
  signal: { says: message`must be an AbortSignal`, accepts: (value) => value instanceof AbortSignal },
} satisfies Record<string, Argument>;

const ARGUMENTS: Readonly<Record<keyof RunnerTasks, Readonly<Record<string, Argument>>>> = {
  train: {
    data: required(dataSet),
    out: path,
    options,
    ...modelWithWeights,
    model,
    validationData: orNull(dataSet),
    augmentation: anything,
    formats: {
      says: message`must be a list of model formats, from ${WRITABLE_FORMATS.map(({ id }) => id).join(', ')}`,
      accepts: Array.isArray,
    },
    revectorize: onOff,
    resume: orNull(path),
    checkpointSeconds: { says: message`must be a number of at least 0`, accepts: isSeconds },
    overwrite: onOff,
  },
  batches: {
    data: required(dataSet),
    out: required(path),
    count: required(count),
    options,
    subset: choice(['training', 'validation']),
    augmentation: anything,
  },
  preview: {
    data: required(dataSet),
    out: required(path),
    count,
    options,
    image: { says: message`must be an index or a file name`, accepts: isIndexOrName },
    augmentation: anything,
  },
  evaluate: {
    data: required(dataSet),
    ...modelWithWeights,
    options,
    part: choice(['training', 'validation']),
  },
  predict: {
    images: required({
      says: message`must be a list of picture files, folders and .zip files`,
      accepts: areTexts,
    }),
    ...modelWithWeights,
    options,
  },
  summary: {
    ...modelWithWeights,
    model: { ...modelWithWeights.model, ...model },
    options,
    classes: orNull(count),
  },
  info: { backend: anything },
};

function isIndexOrName(value: unknown): boolean {
  return isText(value) || (Number.isInteger(value) && (value as number) >= 0);
}

function areTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every(isText);
}

/**
 * Checks the argument of a task: one object without unknown members. Version 0.1 took positional arguments.
 *
 * @throws {PupilaError} 'invalid-argument' otherwise.
 */
export function checkArguments(task: keyof RunnerTasks, given: unknown): void {
  const own = ARGUMENTS[task];
  if (!options.accepts(given))
    throw invalidArgument(
      message`The argument of \`${task}\` must be one object: ${task}({ ${Object.keys(own).join(', ')} }).`,
      { 'first argument': given },
    );
  const rules: Readonly<Record<string, Argument>> = { ...own, ...EVERY_TASK };
  const values = given as Readonly<Record<string, unknown>>;
  checkNames(message`Unknown argument of \`${task}\`.`, Object.keys(rules), values);
  for (const [name, { says, accepts, isRequired, unless }] of Object.entries(rules)) {
    const value = values[name];
    const isMissing = isRequired && (unless === undefined || values[unless] === undefined);
    if (value === undefined && isMissing && unless !== undefined)
      throw new PupilaError('invalid-argument', message`Either \`${name}\` or \`${unless}\` is required.`);
    if (value === undefined ? isMissing : !accepts(value))
      throw invalidArgument(message`\`${name}\` ${says}.`, { [name]: value });
  }
}

/**
 * Returns a task's augmentation: from its argument, or from the option of the same name.
 *
 * @param fallback Default if both are missing.
 * @throws {PupilaError} 'invalid-argument' if both are present and differ.
 */
export function resolveAugmentation(
  { augmentation, options = {} }: { augmentation?: unknown; options?: OptionsJson | undefined },
  fallback: unknown,
): unknown {
  const option = options.augmentation;
  if (augmentation === undefined) return option ?? fallback;
  if (option === undefined || JSON.stringify(augmentation) === JSON.stringify(option)) return augmentation;
  throw invalidArgument(
    message`\`augmentation\` and \`options.augmentation\` must be the same, or one of them omitted.`,
    {
      augmentation,
      'options.augmentation': option,
    },
  );
}
