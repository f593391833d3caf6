/**
 * Training that outlives its GPU: when the device is lost, refuses memory or reports an error, it goes on elsewhere from
 * the weights and the optimizer's state that were read back last, and says so.
 */
import type { Batch, Images } from '../core/batch';
import { PupilaError } from '../core/errors';
import type { Optimizer } from '../training/optimizers';
import type { StepResult, TrainState, TrainStep } from '../training/train-step';

/** What happened. */
export interface Recovery {
  /** Why the device could not go on and, where training leaves the GPU for that, why no other device could. */
  reason: string;
  /** The path that goes on. */
  path: string;
  /** Updates that the kept state has seen. */
  iterations: number;
  /** Finished steps that were lost: those since the state was read back. */
  lostSteps: number;
}

/** A step whose state can be had after it failed. */
export interface RecoverableTrainStep extends TrainStep {
  /** As it was read back last; null before the first batch. */
  readonly state: TrainState | null;
}

/** The step that goes on. */
export interface Successor {
  step: TrainStep;
  /** Why it is on no other device, a sentence; null where it is, or where none was to follow. */
  why: string | null;
}

/** What is told of a failure and of what follows it. */
export function reasonOf(failure: string, { why }: Successor): string {
  return why === null ? failure : `${failure} ${why}`;
}

/** Who goes on, and who is told. */
export interface RecoveryOptions {
  first: RecoverableTrainStep;
  optimizer: Optimizer;
  /** Makes the step that goes on; from the model's own weights where there is no state. */
  goOn(state: TrainState | null): Promise<Successor>;
  onRecovery(recovery: Recovery): void;
}

/** A call that the first step did not answer, and that the next one is to get. */
interface HeldCall {
  /** Calls begin again in the order in which they came: each step's update is the next one's start. */
  order: number;
  begin(step: TrainStep): void;
  fail(error: unknown): void;
}

/** The `TrainStep` around one that may fail with 'device-lost'. */
export class RecoveringTrainStep implements TrainStep {
  readonly #options: RecoveryOptions;
  readonly #firstIteration: number;
  /** What the first step was asked and has not answered. */
  readonly #onFirst = new Set<Promise<unknown>>();
  #calls = 0;
  #held: HeldCall[] = [];
  #finished = 0;
  #next: Promise<Successor> | null = null;
  /** The first step; after recovery the next one. */
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

  flush(): void {
    this.#current.flush?.();
  }

  predict(images: Images): Promise<Float32Array> {
    return this.#try((step) => step.predict(images));
  }

  async sync(): Promise<void> {
    await this.#try(async (step) => step.sync());
  }

  slots(): Promise<TrainState['slots']> {
    return this.#try((step) => step.slots());
  }

  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    // The first one is disposed of when recovery begins; the next one may still be on its way.
    if (this.#next) this.#next.then(({ step }) => step.dispose()).catch(() => undefined);
    else this.#options.first.dispose();
  }

  #try<T>(work: (step: TrainStep) => Promise<T>): Promise<T> {
    const order = this.#calls++;
    const { first } = this.#options;
    if (this.#current !== first) return work(this.#current);
    if (this.#next) return this.#hold(order, work);
    const answer = work(first);
    this.#onFirst.add(answer);
    const forget = (): void => void this.#onFirst.delete(answer);
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
      this.#held.push({ order, begin: (step) => work(step).then(resolve, reject), fail: reject });
    });
  }

  /**
   * Makes the step that goes on, and begins the held calls on it.
   *
   * @param finder The call that found the failure; it fails for what the listener throws.
   */
  async #recover(failure: PupilaError, finder: number): Promise<void> {
    const { first, optimizer, goOn, onRecovery } = this.#options;
    const { state } = first;
    const iterations = state?.iterations ?? this.#firstIteration;
    const lostSteps = this.#firstIteration + this.#finished - iterations;
    optimizer.iterations = iterations;
    const begin = async (): Promise<Successor> => {
      first.dispose();
      return goOn(state);
    };
    this.#next = begin();
    try {
      const next = await this.#next;
      // Of two steps under way the later one may fail later.
      while (this.#onFirst.size > 0) await Promise.allSettled(this.#onFirst);
      this.#current = next.step;
      const { path } = next.step;
      if (!this.#isDisposed)
        this.#tell(finder, () =>
          onRecovery({ reason: reasonOf(failure.message, next), path, iterations, lostSteps }),
        );
      this.#take().forEach(({ begin }) => begin(next.step));
    } catch (error) {
      this.#take().forEach(({ fail }) => fail(error));
    }
  }

  #tell(finder: number, tell: () => void): void {
    try {
      tell();
    } catch (error) {
      const [call] = this.#held.filter(({ order }) => order === finder);
      this.#held = this.#held.filter((each) => each !== call);
      call?.fail(error);
    }
  }

  #take(): HeldCall[] {
    return this.#held.splice(0).sort((a, b) => a.order - b.order);
  }
}
