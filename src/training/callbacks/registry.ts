/**
 * The callbacks that can be chosen by name: in a run's options, on the command line, as an attribute. To add one, write
 * its class in a file of its own and list it in `NAMED`.
 */
import { invalidArgument } from '../../core/errors';
import type { Rules } from '../../options/option-rules';
import { unknownName } from '../../options/unknown-name';
import type { CallbackChoice } from '../../options/callback-choice';
import { message } from '../../core/message';
import type { Sentence } from '../../options/option-row';
import { BackupAndRestore } from './backup-and-restore';
import type { Callback } from './callback';
import { noPlaceForFiles } from './callback-files';
import { CallbackList } from './callback-list';
import { CSVLogger } from './csv-logger';
import { EarlyStopping } from './early-stopping';
import type { TemplatePart } from './file-template';
import { LambdaCallback } from './lambda-callback';
import { LearningRateScheduler } from './learning-rate-scheduler';
import { ModelCheckpoint } from './model-checkpoint';
import { ProgbarLogger } from './progbar-logger';
import { ReduceLROnPlateau } from './reduce-lr-on-plateau';
import { TerminateOnNaN } from './terminate-on-nan';

/** A class that can be listed. Its constructor takes an object of options, in camelCase or in Keras's spelling. */
interface CallbackClass {
  new (options?: object): Callback;
  /** What it does, without a full stop. */
  readonly text: Sentence;
  /** Rules of its options. Those without a default must be given. */
  readonly rules: Rules<object>;
}

/** A callback that writes files says where. */
interface WritingCallback extends Callback {
  readonly path: readonly TemplatePart[];
}

/** The callbacks that a name and arguments describe, by their names in Keras. */
const NAMED = {
  BackupAndRestore,
  CSVLogger,
  EarlyStopping,
  LearningRateScheduler,
  ModelCheckpoint,
  ProgbarLogger,
  ReduceLROnPlateau,
  TerminateOnNaN,
} satisfies Readonly<Record<string, CallbackClass>>;

/** Keras's `keras.callbacks`: each class under its name in Keras. */
export const callbacks = { ...NAMED, LambdaCallback };

/** Returns the names of the callbacks and their classes. */
export const callbackEntries = (): [string, CallbackClass][] => Object.entries(NAMED);

/**
 * Creates callbacks that were chosen by name.
 *
 * @param choices As `readCallbackChoices` returns them. Null: none.
 * @param hasFiles Whether the run has a place for files. Default true.
 * @throws {PupilaError} 'invalid-argument' for an unknown name, argument or value, or without a place that is needed.
 * @example
 * makeCallbacks([{ name: 'TerminateOnNaN', raise_error: true }]);
 */
export function makeCallbacks(choices: readonly CallbackChoice[] | null, hasFiles = true): Callback[] {
  return (choices ?? []).map(({ name, ...options }) => {
    const [, Class] = callbackEntries().find(([known]) => known === name) ?? [];
    if (!Class) throw unknownName(message`Unknown callback.`, Object.keys(NAMED), name, { callbacks: name });
    const callback = new Class(options);
    if (!hasFiles && writesFiles(callback)) throw noPlaceForFiles(name);
    return callback;
  });
}

const writesFiles = (callback: Callback): callback is WritingCallback => 'path' in callback;

/** Returns where callbacks write. */
export const writtenPaths = (callbacks: readonly Callback[]): (readonly TemplatePart[])[] =>
  callbacks.filter(writesFiles).map(({ path }) => path);

/**
 * Returns the callbacks of a run: those chosen by name, then those given as objects.
 *
 * @throws {PupilaError} 'invalid-argument' if `given` is not a list of callbacks, and the errors of `makeCallbacks`.
 */
export function callbackList(
  choices: readonly CallbackChoice[] | null,
  given: readonly Callback[] | null = null,
  hasFiles = true,
): CallbackList {
  const list: unknown = given ?? [];
  if (!Array.isArray(list))
    throw invalidArgument(message`\`callbacks\` must be a list of objects with Keras’s methods.`, {
      callbacks: list,
    });
  return new CallbackList([...makeCallbacks(choices, hasFiles), ...(list as Callback[])]);
}
