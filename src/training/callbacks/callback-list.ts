/** Keras's `CallbackList`: calls the callbacks of a run, in the order of the list. */
import { invalidArgument } from '../../core/errors';
import { message } from '../../core/message';
import type { Sentence } from '../../options/option-row';
import { numeric, readOption } from '../../options/option-rules';
import {
  type BoundMethods,
  type Callback,
  type CallbackArguments,
  type CallbackContext,
  type CallbackMethod,
  methodsOf,
} from './callback';

/** Keras allows 0, which schedules use. */
const LEARNING_RATE = numeric(0, 0);

const NO_REASON: Sentence = { en: 'A callback ended training', es: 'Un callback terminó el entrenamiento' };

/** The callbacks of one session, for one run after another. */
export class CallbackList {
  readonly #callbacks: readonly BoundMethods[];
  #context: CallbackContext | null = null;
  #stopReason: Sentence | null = null;

  /** @throws {PupilaError} 'invalid-argument' for an object that is no callback, or for an unknown method. */
  constructor(callbacks: readonly Callback[]) {
    this.#callbacks = callbacks.map(methodsOf);
  }

  /** Why a callback ended training: Keras's `model.stop_training`. Null: none did. */
  get stopReason(): Sentence | null {
    return this.#stopReason;
  }

  /** Whether a callback has one of these methods. */
  has(...methods: readonly CallbackMethod[]): boolean {
    return this.#callbacks.some((callback) => methods.some((method) => callback.has(method)));
  }

  /**
   * Starts a run. Call it before `call`.
   *
   * @param optimizer Callbacks can change its learning rate.
   */
  begin(params: CallbackContext['params'], optimizer: { learningRate: number }): void {
    this.#stopReason = null;
    this.#context = {
      params,
      get learningRate() {
        return optimizer.learningRate;
      },
      set learningRate(value) {
        optimizer.learningRate = readOption(LEARNING_RATE, 'learningRate', value);
      },
      stopTraining: (reason = NO_REASON) => {
        const sentence = readReason(reason);
        this.#stopReason ??= sentence;
      },
    };
  }

  /** Calls one method of each callback, and awaits it before the next one. */
  async call<Method extends CallbackMethod>(
    method: Method,
    ...args: CallbackArguments<Method>
  ): Promise<void> {
    for (const callback of this.#callbacks) await callback.get(method)?.(...args, this.#context);
  }
}

function readReason(reason: unknown): Sentence {
  const texts =
    typeof reason === 'string' ? { en: reason, es: reason } : (reason as Partial<Sentence> | null);
  const { en, es } = texts ?? {};
  if (typeof en === 'string' && en !== '' && typeof es === 'string' && es !== '') return { en, es };
  const rule = message`The reason of \`stopTraining\` must be a text, or an object with the texts \`en\` and \`es\`.`;
  throw invalidArgument(rule, { reason });
}
