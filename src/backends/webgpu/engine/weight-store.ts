/** The weights and the optimizer's slots of a run on the GPU: taken from tfjs's variables, read back as arrays. */
import { type Variable, tensor } from '@tensorflow/tfjs-core';
import type { TrainState } from '../../../trainer/train-step';
import { type BufferName, FLOAT } from '../kernel';
import type { WeightLayout } from './program';
import { makeBuffers } from './recording';

export class WeightStore {
  readonly #device: GPUDevice;
  readonly #variables: Variable[];
  readonly #layout: WeightLayout;
  readonly #buffers: Map<BufferName, GPUBuffer>;
  readonly #staging: GPUBuffer;
  /** The variables' data as of the last copy, either way. */
  #known: object[] = [];

  private constructor(
    device: GPUDevice,
    variables: Variable[],
    layout: WeightLayout,
    buffers: Map<BufferName, GPUBuffer>,
  ) {
    this.#device = device;
    this.#variables = variables;
    this.#layout = layout;
    this.#buffers = buffers;
    const usage = GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST;
    const size = this.#bytes * (1 + layout.slots);
    this.#staging = device.createBuffer({ label: 'weights read back', size, usage });
  }

  static async make(device: GPUDevice, variables: Variable[], layout: WeightLayout): Promise<WeightStore> {
    const names = ['weights', 'slot0', 'slot1'].slice(0, 1 + layout.slots);
    const sizes = new Map(names.map((name) => [name, FLOAT * layout.size]));
    return new WeightStore(device, variables, layout, await makeBuffers(device, sizes));
  }

  buffer(name: BufferName): GPUBuffer | undefined {
    return this.#buffers.get(name);
  }

  /** Copies the variables that somebody assigned to; true when there were any. */
  async take(): Promise<boolean> {
    let any = false;
    for (const [i, variable] of this.#variables.entries()) {
      if (variable.dataId === this.#known[i]) continue;
      any = true;
      this.#known[i] = variable.dataId;
      const values = (await variable.data()) as Float32Array<ArrayBuffer>;
      const at = FLOAT * (this.#layout.offsets[i] as number);
      this.#device.queue.writeBuffer(this.#buffers.get('weights') as GPUBuffer, at, values);
    }
    return any;
  }

  /** Weights and slots as of the steps submitted so far. */
  async read(iterations: number): Promise<TrainState> {
    const encoder = this.#device.createCommandEncoder();
    [...this.#buffers.values()].forEach((buffer, i) =>
      encoder.copyBufferToBuffer(buffer, 0, this.#staging, i * this.#bytes, this.#bytes),
    );
    this.#device.queue.submit([encoder.finish()]);
    await this.#staging.mapAsync(GPUMapMode.READ);
    const all = new Float32Array(this.#staging.getMappedRange().slice(0));
    this.#staging.unmap();
    const [weights, ...slots] = Array.from({ length: 1 + this.#layout.slots }, (_, i) =>
      this.#split(all.subarray(i * this.#layout.size)),
    );
    return { weights: weights as Float32Array[], slots, iterations };
  }

  /** Gives the variables these values. */
  assign({ weights }: TrainState): void {
    this.#variables.forEach((variable, i) => {
      const values = tensor(weights[i] as Float32Array, variable.shape);
      variable.assign(values);
      values.dispose();
    });
    this.#known = this.#variables.map(({ dataId }) => dataId);
  }

  dispose(): void {
    [...this.#buffers.values(), this.#staging].forEach((buffer) => buffer.destroy());
  }

  #split(values: Float32Array): Float32Array[] {
    return this.#variables.map(({ size }, i) => {
      const at = this.#layout.offsets[i] as number;
      return values.slice(at, at + size);
    });
  }

  get #bytes(): number {
    return FLOAT * this.#layout.size;
  }
}
