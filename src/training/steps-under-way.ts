/** Submitted steps whose results are pending. Results are handled in the steps' order as they arrive. */
import type { StepResult, TrainStep } from './train-step';

export class PendingSteps {
  readonly #step: TrainStep;
  #taken: Promise<void>[] = [];
  #last: Promise<void> = Promise.resolve();

  constructor(step: TrainStep) {
    this.#step = step;
  }

  /**
   * Adds a submitted step. If more than `stepsAhead` are pending, waits for the oldest one.
   *
   * @param take Handles the result. If it is async, the next result waits for it.
   * @throws What the oldest step throws.
   */
  async add(outcome: Promise<StepResult>, take: (result: StepResult) => unknown): Promise<void> {
    const before = this.#last.catch(() => undefined);
    this.#last = before.then(async () => void (await take(await outcome)));
    // Prevents unhandled rejections: `add` or `finish` reports the failure later.
    outcome.catch(() => undefined);
    this.#last.catch(() => undefined);
    this.#taken.push(this.#last);
    if (this.#taken.length > (this.#step.stepsAhead ?? 0)) await this.#taken.shift();
  }

  /**
   * Waits for all pending steps.
   *
   * @throws What the first failed step throws.
   */
  async finish(): Promise<void> {
    this.#step.flush?.();
    const ended = await Promise.allSettled(this.#taken.splice(0));
    const failed = ended.find((each) => each.status === 'rejected');
    if (failed) throw failed.reason;
  }
}
