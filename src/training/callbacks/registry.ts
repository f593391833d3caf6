/**
 * The callbacks that can be chosen by name: in a run's options, on the command line, as an attribute. To add one, write
 * its class in a file of its own and list it in `callbacks`.
 */
import { invalidArgument } from '../../core/errors';
import type { Rules } from '../../options/option-rules';
import { unknownName } from '../../options/unknown-name';
import type { CallbackChoice } from '../../options/callback-choice';
import { message } from '../../core/message';
import type { Sentence } from '../../options/option-row';
import type { Callback } from './callback';
import { CallbackList } from './callback-list';
import { TerminateOnNaN } from './terminate-on-nan';

/** A class that can be listed. Its constructor takes an object of options, in camelCase or in Keras's spelling. */
interface CallbackClass {
  new (options?: object): Callback;
  /** What it does, without a full stop. */
  readonly text: Sentence;
  /** Rules of its options. */
  readonly rules: Rules<object>;
}

/** Keras's `keras.callbacks`: each class under its name in Keras. */
export const callbacks = { TerminateOnNaN } satisfies Readonly<Record<string, CallbackClass>>;

/** Returns the names of the callbacks and their classes. */
export const callbackEntries = (): [string, CallbackClass][] => Object.entries(callbacks);

/**
 * Creates callbacks that were chosen by name.
 *
 * @param choices As `readCallbackChoices` returns them. Null: none.
 * @throws {PupilaError} 'invalid-argument' for an unknown name, argument or value.
 * @example
 * makeCallbacks([{ name: 'TerminateOnNaN', raise_error: true }]);
 */
export function makeCallbacks(choices: readonly CallbackChoice[] | null): Callback[] {
  return (choices ?? []).map(({ name, ...options }) => {
    const entry = callbackEntries().find(([known]) => known === name);
    if (entry) return new entry[1](options);
    throw unknownName(message`Unknown callback.`, Object.keys(callbacks), name, { callbacks: name });
  });
}

/**
 * Returns the callbacks of a run: those chosen by name, then those given as objects.
 *
 * @throws {PupilaError} 'invalid-argument' if `given` is not a list of callbacks, and the errors of `makeCallbacks`.
 */
export function callbackList(
  choices: readonly CallbackChoice[] | null,
  given: readonly Callback[] | null = null,
): CallbackList {
  const list: unknown = given ?? [];
  if (!Array.isArray(list))
    throw invalidArgument(message`\`callbacks\` must be a list of objects with Keras’s methods.`, {
      callbacks: list,
    });
  return new CallbackList([...makeCallbacks(choices), ...(list as Callback[])]);
}
