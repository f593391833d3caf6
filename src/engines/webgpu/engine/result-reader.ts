/**
 * Reads loss and accuracy of steps behind the GPU's back: every 100 ms, or when as many wait as may, or when nobody gives
 * another step. One copy is under way at a time and brings the results of all steps that were submitted before it.
 */
import type { StepResult } from '../../../training/train-step';
import { FLOAT } from '../kernel';
import { RESULT_SLOTS } from './program';

/** Between two reads while steps follow each other. Firefox looks after the GPU's work no more often than this. */
const READ_EVERY_MS = 100;

interface Waiting {
  slot: number;
  submitted: number;
  resolve: (result: StepResult) => void;
  reject: (error: unknown) => void;
}

export class ResultReader {
  /** Pairs of loss and accuracy, by slot: the kernels write them. */
  readonly results: GPUBuffer;
  readonly #device: GPUDevice;
  readonly #staging: GPUBuffer;
  #next = 0;
  #waiting: Waiting[] = [];
  /** Results come in the order of their steps. */
  #last: Promise<unknown> = Promise.resolve();
  #reading = false;
  /** When a read began, and when the last results came. */
  #began = -Infinity;
  #ended = -Infinity;
  #isUrgent = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(device: GPUDevice) {
    this.#device = device;
    const size = 2 * FLOAT * RESULT_SLOTS;
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC;
    this.results = device.createBuffer({ label: 'results', size, usage });
    this.#staging = device.createBuffer({
      ...{ label: 'results read back', size },
      usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
    });
  }

  /** The slot that the next step writes. */
  takeSlot(): number {
    if (this.#waiting.length >= RESULT_SLOTS)
      throw new Error('internal: too many steps wait for their results');
    return this.#next++ % RESULT_SLOTS;
  }

  /**
   * The result of a step that was submitted.
   *
   * @param most Steps that may wait until they are read.
   */
  read(slot: number, most: number): Promise<StepResult> {
    const result = new Promise<StepResult>((resolve, reject) =>
      this.#waiting.push({ slot, submitted: performance.now(), resolve, reject }),
    );
    this.#last = result;
    if (this.#waiting.length >= most) this.#isUrgent = true;
    void this.#pump();
    return result;
  }

  /** Nobody gives another step for now: what waits is read as soon as it is there. */
  flush(): void {
    if (this.#waiting.length > 0) this.#isUrgent = true;
    void this.#pump();
  }

  /** Frees the GPU's memory when what waits was read. */
  async dispose(): Promise<void> {
    this.flush();
    await this.#last.catch(() => undefined);
    this.results.destroy();
    this.#staging.destroy();
  }

  async #pump(): Promise<void> {
    if (this.#reading || this.#waiting.length === 0) return;
    const early = this.#began + READ_EVERY_MS - performance.now();
    // A hidden tab's timers are slow, but there the steps themselves come by.
    clearTimeout(this.#timer);
    if (early > 0 && !this.#isUrgent) {
      this.#timer = setTimeout(() => void this.#pump(), early);
      return;
    }
    this.#reading = true;
    this.#isUrgent = false;
    this.#began = performance.now();
    const taken = this.#waiting.splice(0);
    try {
      this.#settle(taken, await this.#copy());
    } catch (error) {
      taken.forEach(({ reject }) => reject(error));
    }
    this.#reading = false;
    void this.#pump();
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
    const since = Math.max(this.#ended, taken[0]?.submitted ?? now);
    this.#ended = now;
    for (const { slot, resolve } of taken) {
      const [loss, accuracy] = pairs.subarray(2 * slot) as unknown as [number, number];
      resolve({ loss, accuracy, ms: (now - since) / taken.length });
    }
  }
}
