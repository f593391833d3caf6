/** Keras's `Callback`: what `fit` calls while it trains. */
import { invalidArgument } from '../../core/errors';
import { message } from '../../core/message';
import { camelCase } from '../../core/spelling';
import { type UserOptions, duplicateOption, spelledLike } from '../../options/option-rules';
import { unknownName } from '../../options/unknown-name';
import type { Sentence } from '../../options/option-row';

/**
 * Keras's logs. During an epoch, `loss` and `accuracy` are the means of its batches so far. All callbacks get the same
 * object; what one adds to the logs of `onEpochEnd` also becomes part of the history.
 */
export type Logs = Record<string, number>;

/** The model that is trained. */
export interface CallbackModel {
  /** Copies all weights, also those that are not trained, without the optimizer's state. In the order of Keras's. */
  getWeights(): Promise<Float32Array[]>;
  /**
   * Replaces all weights. Training continues with them.
   *
   * @throws {PupilaError} 'invalid-argument' if they belong to another model.
   */
  setWeights(weights: readonly Float32Array[]): Promise<void>;
  /**
   * Writes the model to `files`.
   *
   * @param path Ends in `.keras`, or with `weightsOnly` in `.weights.h5`.
   * @throws {PupilaError} 'invalid-argument' without `files`; 'bad-model' naming a layer that Keras does not support.
   */
  save(path: string, options?: { weightsOnly?: boolean }): Promise<void>;
}

/**
 * Where callbacks write files. Paths are as the callback's arguments say them, with `/` between folders.
 *
 * @example
 * const files: CallbackFiles = {
 *   write: (path, content) => saved.set(path, content),
 *   remove: (path) => saved.delete(path),
 * };
 */
export interface CallbackFiles {
  /** Creates or replaces a file. Awaited. */
  write(path: string, content: string | Uint8Array<ArrayBuffer>): unknown;
  /** Removes a file, if there is one. Awaited. */
  remove(path: string): unknown;
  /** Returns the text of a file that an earlier run wrote, or null. Absent: there are none. */
  read?(path: string): Promise<string | null>;
}

/** The current run: what a callback of Keras finds in `self.params` and `self.model`. */
export interface CallbackContext {
  /** `steps`: steps per epoch. */
  readonly params: { readonly epochs: number; readonly steps: number };
  /** The optimizer's learning rate, at least 0. A change applies from the next step on, and is saved with the model. */
  learningRate: number;
  readonly model: CallbackModel;
  /** Null: the run has no place for files. */
  readonly files: CallbackFiles | null;
  /** Prints a line: Keras writes it to the standard output. It goes to the console, and to the event `print`. */
  print(line: string): void;
  /** Tells the reader something that does not end training, without a full stop. */
  warn(warning: string | Sentence): void;
  /**
   * Keras's `model.stop_training = True`: training ends after the current batch. The epoch's validation and
   * `onEpochEnd` still run, and the epoch is part of the history.
   *
   * @param reason Shown to the reader, without a full stop. Only the first one counts. Default: that a callback did it.
   * @throws {PupilaError} 'invalid-argument' for anything but a text or a `Sentence`.
   */
  stopTraining(reason?: string | Sentence): void;
}

/** Keras's methods. `fit` awaits each one before it continues. Epochs and batches count from 0. */
export interface CallbackMethods {
  /** Before the first epoch. Reset here what an earlier run left in the callback. */
  onTrainBegin(logs: Logs, context: CallbackContext): unknown;
  /**
   * After the last epoch, also if the reader stopped training, but not after an error. `logs`: those of the last
   * `onEpochEnd`.
   */
  onTrainEnd(logs: Logs, context: CallbackContext): unknown;
  onEpochBegin(epoch: number, logs: Logs, context: CallbackContext): unknown;
  /** After validation, with `val_loss` and `val_accuracy`. The model has the epoch's weights. */
  onEpochEnd(epoch: number, logs: Logs, context: CallbackContext): unknown;
  onTrainBatchBegin(batch: number, logs: Logs, context: CallbackContext): unknown;
  onTrainBatchEnd(batch: number, logs: Logs, context: CallbackContext): unknown;
  /** Before the validation of an epoch. */
  onTestBegin(logs: Logs, context: CallbackContext): unknown;
  onTestEnd(logs: Logs, context: CallbackContext): unknown;
  onTestBatchBegin(batch: number, logs: Logs, context: CallbackContext): unknown;
  onTestBatchEnd(batch: number, logs: Logs, context: CallbackContext): unknown;
}

export type CallbackMethod = keyof CallbackMethods;

/** The arguments of a method before the context. */
export type CallbackArguments<Method extends CallbackMethod> =
  Parameters<CallbackMethods[Method]> extends [...infer Given, CallbackContext] ? Given : never;

/** What a callback knows of a run: plain data and arrays, which `structuredClone` copies. */
export type CallbackState = object | null;

/**
 * An object with some of Keras's methods, in camelCase or in Keras's spelling. They may be async. What is in its property
 * `state`, if it has one, is kept in checkpoints, and is there again after `onTrainBegin` of a run that continues.
 *
 * @example
 * const printer: Callback = { onEpochEnd: (epoch, logs) => console.log(epoch, logs['val_loss']) };
 */
export type Callback = UserOptions<CallbackMethods>;

/** The methods of one callback, by their names in camelCase. */
export type BoundMethods = ReadonlyMap<CallbackMethod, (...args: unknown[]) => unknown>;

/** Names of all methods. */
export const METHODS: readonly string[] = [
  'onTrainBegin',
  'onTrainEnd',
  'onEpochBegin',
  'onEpochEnd',
  'onTrainBatchBegin',
  'onTrainBatchEnd',
  'onTestBegin',
  'onTestEnd',
  'onTestBatchBegin',
  'onTestBatchEnd',
] satisfies CallbackMethod[];

/** Keras's older names. */
const ALIASES: Readonly<Record<string, CallbackMethod>> = {
  onBatchBegin: 'onTrainBatchBegin',
  onBatchEnd: 'onTrainBatchEnd',
};

/** Methods of Keras's and tfjs's callbacks that would never be called here. What they give is in the context. */
const NEVER_CALLED: readonly string[] = ['setModel', 'setParams'];

/**
 * Returns the methods of a callback, its class's included.
 *
 * @throws {PupilaError} 'invalid-argument' for an unknown or duplicate name that starts with `on`, for one that is not
 * a function, for an object without any, and for a callback of tfjs, which needs `setModel`.
 */
export function methodsOf(callback: Callback): BoundMethods {
  const methods = new Map<CallbackMethod, (...args: unknown[]) => unknown>();
  const names = namesIn(callback);
  const neverCalled = names.find((name) => NEVER_CALLED.includes(camelCase(name)));
  if (neverCalled)
    throw invalidArgument(
      message`A callback finds the model’s state in the last argument of its methods. \`setModel\` and \`setParams\` are not called.`,
      { method: neverCalled },
    );
  for (const key of names.filter((name) => /^on[A-Z_]/.test(name))) {
    const value = (callback as Record<string, unknown>)[key];
    if (value === undefined) continue;
    const name = ALIASES[camelCase(key)] ?? camelCase(key);
    if (!isMethod(name))
      throw unknownName(message`Unknown method of a callback.`, spelledLike(key, METHODS), key, {
        method: key,
      });
    if (typeof value !== 'function')
      throw invalidArgument(message`\`${key}\` must be a function.`, { [key]: value });
    if (methods.has(name)) throw duplicateOption(name, key, value);
    methods.set(name, value.bind(callback) as (...args: unknown[]) => unknown);
  }
  if (methods.size > 0) return methods;
  const rule = message`A callback must have at least one of Keras’s methods, such as \`onEpochEnd\`.`;
  throw invalidArgument(rule, { callback });
}

const isMethod = (name: string): name is CallbackMethod => METHODS.includes(name);

/** Names of an object's own and inherited properties. An inherited name that is overridden appears once. */
function namesIn(value: unknown): string[] {
  const names = new Set<string>();
  let object: unknown = value;
  while (typeof object === 'object' && object !== null && object !== Object.prototype) {
    Object.getOwnPropertyNames(object).forEach((name) => names.add(name));
    object = Object.getPrototypeOf(object);
  }
  return [...names];
}
