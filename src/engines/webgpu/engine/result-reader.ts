/**
 * Reads loss and accuracy of submitted steps in the background: every 100 ms, when the maximum number of steps is waiting,
 * or on `flush`. Only one copy is pending at a time; it returns the results of all steps submitted before it.
 */
import type { StepResult } from '../../../training/train-step';
import { FLOAT } from '../kernel';
import { RESULT_SLOTS } from './program';

/** Interval in ms between reads while steps follow each other. Firefox checks for finished GPU work no more often. */
const READ_EVERY_MS = 100;

interface Waiting {
  slot: number;
  submitted: number;
  resolve: (result: StepResult) => void;
  reject: (error: unknown) => void;
}

export class ResultReader {
  /** (loss, accuracy) pairs by slot, written by the kernels. */
  readonly results: GPUBuffer;
  readonly #device: GPUDevice;
  readonly #staging: GPUBuffer;
  #next = 0;
  #waiting: Waiting[] = [];
  /** The last result. Results arrive in the order of their steps. */
  #last: Promise<unknown> = Promise.resolve();
  #reading = false;
  /** Time at which the last read started, and at which the last results arrived. */
  #startedAt = -Infinity;
  #arrivedAt = -Infinity;
  #isUrgent = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(device: GPUDevice) {
    this.#device = device;
    const size = 2 * FLOAT * RESULT_SLOTS;
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC;
    this.results = device.createBuffer({ label: 'results', size, usage });
    this.#staging = device.createBuffer({
      label: 'results read back',
      size,
      usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
    });
  }

  /** Returns the slot that the next step must write. */
  takeSlot(): number {
    if (this.#waiting.length >= RESULT_SLOTS)
      throw new Error('internal: too many steps wait for their results');
    return this.#next++ % RESULT_SLOTS;
  }

  /**
   * Resolves to the result of a submitted step.
   *
   * @param maxWaiting Number of waiting steps at which they are read immediately.
   */
  read(slot: number, maxWaiting: number): Promise<StepResult> {
    const result = new Promise<StepResult>((resolve, reject) =>
      this.#waiting.push({ slot, submitted: performance.now(), resolve, reject }),
    );
    this.#last = result;
    if (this.#waiting.length >= maxWaiting) this.#isUrgent = true;
    void this.#readWhenDue();
    return result;
  }

  /** Reads waiting results as soon as possible. Call it when no further step follows for now. */
  flush(): void {
    if (this.#waiting.length > 0) this.#isUrgent = true;
    void this.#readWhenDue();
  }

  /** Frees the GPU memory after all waiting results have been read. */
  async dispose(): Promise<void> {
    this.flush();
    await this.#last.catch(() => undefined);
    this.results.destroy();
    this.#staging.destroy();
  }

  async #readWhenDue(): Promise<void> {
    if (this.#reading || this.#waiting.length === 0) return;
    const delay = this.#startedAt + READ_EVERY_MS - performance.now();
    // Timers of a hidden tab are slow, but new steps also trigger reads.
    clearTimeout(this.#timer);
    if (delay > 0 && !this.#isUrgent) {
      this.#timer = setTimeout(() => void this.#readWhenDue(), delay);
      return;
    }
    this.#reading = true;
    this.#isUrgent = false;
    this.#startedAt = performance.now();
    const taken = this.#waiting.splice(0);
    try {
      this.#settle(taken, await this.#copy());
    } catch (error) {
      taken.forEach(({ reject }) => reject(error));
    }
    this.#reading = false;
    void this.#readWhenDue();
  }

  async #copy(): Promise<Float32Array> {
    const encoder = this.#device.createCommandEncoder();
    encoder.copyBufferToBuffer(this.results, 0, this.#staging, 0, this.#staging.size);
    this.#device.queue.submit([encoder.finish()]);
    await this.#staging.mapAsync(GPUMapMode.READ);
    const pairs = new Float32Array(this.#staging.getMappedRange().slice(0));
    this.#staging.unmap();
    return pairs;
  }

  #settle(taken: Waiting[], pairs: Float32Array): void {
    const now = performance.now();
    const since = Math.max(this.#arrivedAt, taken[0]?.submitted ?? now);
    this.#arrivedAt = now;
    for (const { slot, resolve } of taken) {
      const [loss, accuracy] = pairs.subarray(2 * slot) as unknown as [number, number];
      resolve({ loss, accuracy, ms: (now - since) / taken.length });
    }
  }
}
