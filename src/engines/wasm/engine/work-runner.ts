/** What runs the items of a job on one thread: those of a plan, or of a graph. */
import type { Control, HeldItem } from './control';

/** Takes items and computes them part by part. */
export abstract class WorkRunner {
  protected readonly control: Control;
  /** 0 is the main thread, which must not sleep. */
  protected readonly thread: number;
  /** The rest of the current item. */
  #work: Iterator<void> | null = null;

  constructor(control: Control, thread: number) {
    this.control = control;
    this.thread = thread;
  }

  /** Starts an item of the current job. Each part may run at another time, but on the same thread. */
  protected abstract compute(item: number): Iterator<void>;

  /** Completes an update that a dead thread had started. */
  abstract finishUpdate(thread: number, held: HeldItem): void;

  /**
   * Continues the current item, or takes the next one, and computes a part of it. Returns false if there was none. The
   * main thread returns to the page between two parts. It also yields instead of waiting for another thread, because
   * that thread may be asleep and the page must stay responsive.
   */
  step(): boolean {
    this.#work ??= this.#begin();
    if (this.#work === null) return false;
    if (!this.#work.next().done) return true;
    this.#work = null;
    this.control.finish(this.thread);
    return true;
  }

  /** Drops the current item. */
  drop(): void {
    if (this.#work) this.control.finish(this.thread);
    this.#work = null;
  }

  /** Recomputes an item that a dead thread held. Must not be called while this thread has another item. */
  recompute(item: number): void {
    this.#work = this.compute(item);
  }

  #begin(): Iterator<void> | null {
    const item = this.control.take(this.thread);
    return item === null ? null : this.compute(item);
  }
}
