/**
 * Reads loss and accuracy of steps behind the GPU's back: one copy is under way at a time and brings the results of all
 * steps that were submitted before it. Nothing waits for it but those who want to know.
 */
import type { StepResult } from '../../../trainer/train-step';
import { FLOAT } from '../kernel';
import { RESULT_SLOTS } from './program';

interface Waiting {
  slot: number;
  resolve: (result: StepResult) => void;
  reject: (error: unknown) => void;
}

export class ResultReader {
  readonly #device: GPUDevice;
  readonly #staging: GPUBuffer;
  #next = 0;
  #waiting: Waiting[] = [];
  #reading = false;

  constructor(device: GPUDevice) {
    this.#device = device;
    this.#staging = device.createBuffer({
      ...{ label: 'results', size: 2 * FLOAT * RESULT_SLOTS },
      usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
    });
  }

  /** The slot that the next step writes. */
  takeSlot(): number {
    if (this.#waiting.length >= RESULT_SLOTS)
      throw new Error('internal: too many steps wait for their results');
    return this.#next++ % RESULT_SLOTS;
  }

  /** The result of a step that was submitted. */
  read(slot: number, results: GPUBuffer): Promise<StepResult> {
    const result = new Promise<StepResult>((resolve, reject) =>
      this.#waiting.push({ slot, resolve, reject }),
    );
    void this.#pump(results);
    return result;
  }

  dispose(): void {
    this.#staging.destroy();
  }

  async #pump(results: GPUBuffer): Promise<void> {
    if (this.#reading) return;
    this.#reading = true;
    while (this.#waiting.length > 0) {
      const taken = this.#waiting;
      this.#waiting = [];
      try {
        const encoder = this.#device.createCommandEncoder();
        encoder.copyBufferToBuffer(results, 0, this.#staging, 0, this.#staging.size);
        this.#device.queue.submit([encoder.finish()]);
        await this.#staging.mapAsync(GPUMapMode.READ);
        const pairs = new Float32Array(this.#staging.getMappedRange().slice(0));
        this.#staging.unmap();
        for (const { slot, resolve } of taken)
          resolve({ loss: pairs[2 * slot] as number, accuracy: pairs[2 * slot + 1] as number });
      } catch (error) {
        taken.forEach(({ reject }) => reject(error));
      }
    }
    this.#reading = false;
  }
}
