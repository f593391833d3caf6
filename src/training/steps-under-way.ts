/** Steps that were given and whose results are still to come: results are taken in the steps' order, as they arrive. */
import type { StepResult, TrainStep } from './train-step';

export class StepsUnderWay {
  readonly #step: TrainStep;
  #taken: Promise<void>[] = [];
  #last: Promise<void> = Promise.resolve();

  constructor(step: TrainStep) {
    this.#step = step;
  }

  /**
   * Adds a step that was given. Waits for the oldest one when there are more than may be under way.
   *
   * @throws what the oldest step throws.
   */
  async add(outcome: Promise<StepResult>, take: (result: StepResult) => void): Promise<void> {
    const before = this.#last.catch(() => undefined);
    this.#last = before.then(async () => take(await outcome));
    // Whoever waits hears of a failure; until then nobody listens.
    outcome.catch(() => undefined);
    this.#last.catch(() => undefined);
    this.#taken.push(this.#last);
    if (this.#taken.length > (this.#step.stepsAhead ?? 0)) await this.#taken.shift();
  }

  /**
   * Waits for all.
   *
   * @throws what the first step that failed throws.
   */
  async finish(): Promise<void> {
    this.#step.flush?.();
    const ended = await Promise.allSettled(this.#taken.splice(0));
    const failed = ended.find((each) => each.status === 'rejected');
    if (failed) throw failed.reason;
  }
}
