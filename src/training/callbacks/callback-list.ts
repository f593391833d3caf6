/** Keras's `CallbackList`: calls the callbacks of a run, in the order of the list. */
import { PupilaError, invalidArgument } from '../../core/errors';
import { message } from '../../core/message';
import type { Sentence } from '../../options/option-row';
import { numeric, readOption } from '../../options/option-rules';
import {
  type BoundMethods,
  type Callback,
  type CallbackArguments,
  type CallbackContext,
  type CallbackFiles,
  type CallbackMethod,
  type CallbackModel,
  type CallbackState,
  methodsOf,
} from './callback';

/** Keras allows 0, which schedules use. */
const LEARNING_RATE = numeric(0, 0);

const NO_REASON: Sentence = { en: 'A callback ended training', es: 'Un callback terminó el entrenamiento' };

/** What a run has for its callbacks. */
export interface CallbackRun {
  params: CallbackContext['params'];
  /** Callbacks can change its learning rate. */
  optimizer: { learningRate: number };
  /** Default: callbacks that use it fail. */
  model?: CallbackModel;
  /** Default null: callbacks that write files fail. */
  files?: CallbackFiles | null;
  /** Receives lines that callbacks print. */
  onPrint: (line: string) => void;
  /** Receives warnings of callbacks. */
  onWarning: (warning: Sentence) => void;
}

/** The callbacks of one session, for one run after another. */
export class CallbackList {
  readonly #callbacks: readonly BoundMethods[];
  readonly #given: readonly Callback[];
  #context: CallbackContext | null = null;
  #stopReason: Sentence | null = null;

  /** @throws {PupilaError} 'invalid-argument' for an object that is no callback, or for an unknown method. */
  constructor(callbacks: readonly Callback[]) {
    this.#callbacks = callbacks.map(methodsOf);
    this.#given = callbacks;
  }

  /** What each callback knows of the run: its property `state`. Null: it has none. */
  get states(): CallbackState[] {
    return this.#given.map((callback) => ('state' in callback ? (callback.state as CallbackState) : null));
  }

  /** Gives the callbacks what they knew at a checkpoint. Call it after `onTrainBegin`. Other lists begin anew. */
  restore(states: readonly CallbackState[]): void {
    if (states.length !== this.#given.length) return;
    this.#given.forEach((callback, i) => {
      if ('state' in callback && states[i]) callback.state = structuredClone(states[i]);
    });
  }

  /** Why a callback ended training: Keras's `model.stop_training`. Null: none did. */
  get stopReason(): Sentence | null {
    return this.#stopReason;
  }

  /** The callbacks, as they were given. */
  get given(): readonly Callback[] {
    return this.#given;
  }

  /** Whether a callback has one of these methods. */
  has(...methods: readonly CallbackMethod[]): boolean {
    return this.#callbacks.some((callback) => methods.some((method) => callback.has(method)));
  }

  /** Starts a run. Call it before `call`. */
  begin({ params, optimizer, model, files = null, onPrint, onWarning }: CallbackRun): void {
    this.#stopReason = null;
    this.#context = {
      params,
      files,
      get model() {
        if (!model) throw new PupilaError('internal', 'internal: this run has no model for callbacks');
        return model;
      },
      get learningRate() {
        return optimizer.learningRate;
      },
      set learningRate(value) {
        optimizer.learningRate = readOption(LEARNING_RATE, 'learningRate', value);
      },
      stopTraining: (reason = NO_REASON) => {
        const sentence = readSentence('stopTraining', reason);
        this.#stopReason ??= sentence;
      },
      print: onPrint,
      warn: (warning) => onWarning(readSentence('warn', warning)),
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

function readSentence(method: 'stopTraining' | 'warn', value: unknown): Sentence {
  const texts = typeof value === 'string' ? { en: value, es: value } : (value as Partial<Sentence> | null);
  const { en, es } = texts ?? {};
  if (typeof en === 'string' && en !== '' && typeof es === 'string' && es !== '') return { en, es };
  const rule = message`The argument of \`${method}\` must be a text, or an object with the texts \`en\` and \`es\`.`;
  throw invalidArgument(rule, { [method]: value });
}
