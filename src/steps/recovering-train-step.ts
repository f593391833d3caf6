/**
 * Training that survives a GPU failure. When the device is lost, runs out of memory or reports an error, training resumes
 * on another device or backend from the weights and optimizer state that were read back last, and reports the recovery.
 */
import type { Batch, Images } from '../core/batch';
import type { FallbackReason } from '../core/backend-reason';
import { PupilaError } from '../core/errors';
import { textOf } from '../core/message';
import { fallbackSentence } from '../i18n/backend';
import { backend as english } from '../i18n/en/backend';
import type { Optimizer } from '../training/optimizers';
import type { EvaluatedBatch, StepResult, TrainState, TrainStep } from '../training/train-step';

/** A recovery from a GPU failure. */
export interface Recovery {
  /** The failure's message and `fallback`, in English. */
  reason: string;
  /** Why training left the GPU; null if it did not, or if no other device was to be tried. */
  fallback: FallbackReason | null;
  /** The backend that training continues on. */
  backend: 'webgpu' | 'wasm';
  /** The path that training continues on, for people. */
  path: string;
  /** Number of updates in the restored state. */
  iterations: number;
  /** Finished steps that were lost: those after the state was read back. */
  lostSteps: number;
}

/** A train step whose state remains available after a failure. */
export interface RecoverableTrainStep extends TrainStep {
  /** The state that was read back last, or null before the first batch. */
  readonly state: TrainState | null;
}

/** The step that replaces a failed one. */
export interface Successor {
  step: TrainStep;
  backend: Recovery['backend'];
  fallback: Recovery['fallback'];
}

/** Describes the recovery from a failure. */
export function recoveryOf(
  failure: string,
  { step, backend, fallback }: Successor,
  progress: Pick<Recovery, 'iterations' | 'lostSteps'>,
): Recovery {
  const reason = fallback ? `${failure} ${fallbackSentence(english, fallback, textOf)}` : failure;
  return { reason, fallback, backend, path: step.path, ...progress };
}

/** How to recover, and whom to notify. */
export interface RecoveryOptions {
  first: RecoverableTrainStep;
  optimizer: Optimizer;
  /** Creates the successor; without a state, from the model's own weights. */
  createSuccessor(state: TrainState | null): Promise<Successor>;
  onRecovery(recovery: Recovery): void;
}

/** A call that the first step failed, waiting for its successor. */
interface HeldCall {
  /** Calls restart in their original order, because each step starts from the update of the one before. */
  order: number;
  start(step: TrainStep): void;
  fail(error: unknown): void;
}

/** Wraps a `TrainStep` that may fail with 'device-lost'. */
export class RecoveringTrainStep implements TrainStep {
  readonly #options: RecoveryOptions;
  readonly #firstIteration: number;
  /** Pending calls on the first step. */
  readonly #pendingOnFirst = new Set<Promise<unknown>>();
  #calls = 0;
  #held: HeldCall[] = [];
  #finished = 0;
  #next: Promise<Successor> | null = null;
  /** The first step; after recovery, its successor. */
  #current: TrainStep;
  #isDisposed = false;

  constructor(options: RecoveryOptions) {
    this.#options = options;
    this.#current = options.first;
    this.#firstIteration = options.optimizer.iterations;
  }

  get path(): string {
    return this.#current.path;
  }

  get threads(): number {
    return this.#current.threads ?? 1;
  }

  get stepsAhead(): number {
    return this.#current.stepsAhead ?? 0;
  }

  async run(batch: Batch, signal?: AbortSignal): Promise<StepResult> {
    const result = await this.#try((step) => step.run(batch, signal));
    this.#finished += 1;
    return result;
  }

  evaluate(batch: Batch, signal?: AbortSignal): Promise<StepResult> {
    return this.#try((step) => step.evaluate(batch, signal));
  }

  evaluateAndPredict(batch: Batch): Promise<EvaluatedBatch> {
    return this.#try((step) => step.evaluateAndPredict(batch));
  }

  flush(): void {
    this.#current.flush?.();
  }

  predict(images: Images): Promise<Float32Array> {
    return this.#try((step) => step.predict(images));
  }

  async sync(): Promise<void> {
    await this.#try(async (step) => step.sync());
  }

  load(assign: () => void): Promise<void> {
    return this.#try((step) => step.load(assign));
  }

  slots(reuse: TrainState['slots'] | null = null): Promise<TrainState['slots']> {
    return this.#try((step) => step.slots(reuse));
  }

  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    // Recovery disposes of the first step when it starts; the successor may still be pending.
    if (this.#next) this.#next.then(({ step }) => step.dispose()).catch(() => undefined);
    else this.#options.first.dispose();
  }

  #try<T>(work: (step: TrainStep) => Promise<T>): Promise<T> {
    const order = this.#calls++;
    const { first } = this.#options;
    if (this.#current !== first) return work(this.#current);
    if (this.#next) return this.#hold(order, work);
    const answer = work(first);
    this.#pendingOnFirst.add(answer);
    const forget = (): void => void this.#pendingOnFirst.delete(answer);
    answer.then(forget, forget);
    return answer.catch((error: unknown) => {
      if (!(error instanceof PupilaError) || error.code !== 'device-lost') throw error;
      if (this.#isDisposed && !this.#next) throw error;
      const again = this.#hold(order, work);
      if (!this.#next) void this.#recover(error, order);
      return again;
    });
  }

  #hold<T>(order: number, work: (step: TrainStep) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#held.push({ order, start: (step) => void work(step).then(resolve, reject), fail: reject });
    });
  }

  /**
   * Creates the successor and restarts the held calls on it.
   *
   * @param finder Order of the call that detected the failure. It rejects if the recovery listener throws.
   */
  async #recover(failure: PupilaError, finder: number): Promise<void> {
    const { first, optimizer, createSuccessor, onRecovery } = this.#options;
    const { state } = first;
    const iterations = state?.iterations ?? this.#firstIteration;
    const lostSteps = this.#firstIteration + this.#finished - iterations;
    optimizer.iterations = iterations;
    const start = async (): Promise<Successor> => {
      first.dispose();
      return createSuccessor(state);
    };
    this.#next = start();
    try {
      const next = await this.#next;
      // Of two pending steps, the later one may fail after the successor is ready.
      while (this.#pendingOnFirst.size > 0) await Promise.allSettled(this.#pendingOnFirst);
      this.#current = next.step;
      const recovery = recoveryOf(failure.message, next, { iterations, lostSteps });
      if (!this.#isDisposed) this.#notify(finder, () => onRecovery(recovery));
      this.#takeHeldCalls().forEach(({ start }) => start(next.step));
    } catch (error) {
      this.#takeHeldCalls().forEach(({ fail }) => fail(error));
    }
  }

  #notify(finder: number, notify: () => void): void {
    try {
      notify();
    } catch (error) {
      const [call] = this.#held.filter(({ order }) => order === finder);
      this.#held = this.#held.filter((each) => each !== call);
      call?.fail(error);
    }
  }

  #takeHeldCalls(): HeldCall[] {
    return this.#held.splice(0).sort((a, b) => a.order - b.order);
  }
}
