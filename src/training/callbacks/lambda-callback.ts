/** Keras's `LambdaCallback`. */
import { type UserOptions, toCamelCaseOptions } from '../../options/option-rules';
import { type Callback, type CallbackMethods, METHODS } from './callback';

/** Functions of a `LambdaCallback`. Null: none. */
export type LambdaCallbackFunctions = UserOptions<{
  [Method in keyof CallbackMethods]: CallbackMethods[Method] | null;
}>;

/**
 * A callback made of functions, under Keras's names. They are called in the order and with the arguments of a
 * `Callback`'s methods.
 *
 * @example
 * new callbacks.LambdaCallback({ onEpochEnd: (epoch, logs) => console.log(epoch, logs['loss']) });
 */
export class LambdaCallback implements Callback {
  /** @throws {PupilaError} 'invalid-argument' for a name in both spellings. A session refuses unknown names. */
  constructor(functions: LambdaCallbackFunctions = {}) {
    for (const [name, value] of Object.entries(toCamelCaseOptions('`LambdaCallback`', functions, METHODS)))
      if (value !== null) Object.assign(this, { [name]: value });
  }

  /** As in Keras, it may have no functions. */
  onTrainBegin(): void {}
}
