/** The weights and the optimizer's slots of a run on the GPU: taken from tfjs's variables, read back as arrays. */
import { type Variable, tensor } from '@tensorflow/tfjs-core';
import type { TrainState } from '../../../training/train-step';
import { type BufferName, FLOAT } from '../kernel';
import type { WeightLayout } from './weight-layout';
import { makeBuffers } from './recording';

export class WeightStore {
  readonly #device: GPUDevice;
  readonly #variables: Variable[];
  readonly #layout: WeightLayout;
  readonly #buffers: Map<BufferName, GPUBuffer>;
  readonly #staging: GPUBuffer;
  /** The variables' data as of the last copy, either way. */
  #known: object[] = [];
  /** The read under way: there is one place to read to. */
  #reading: Promise<unknown> | null = null;

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

  /** @param slots Of the optimizer, to go on with; null for zeros. */
  static async make(
    device: GPUDevice,
    variables: Variable[],
    layout: WeightLayout,
    slots: TrainState['slots'] | null,
  ): Promise<WeightStore> {
    const names = ['weights', 'slot0', 'slot1'].slice(0, 1 + layout.slots);
    const sizes = new Map(names.map((name) => [name, FLOAT * layout.size]));
    const store = new WeightStore(device, variables, layout, await makeBuffers(device, sizes));
    slots?.forEach((slot, k) => slot.forEach((values, i) => store.#write(`slot${k}`, i, values)));
    return store;
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
      this.#write('weights', i, (await variable.data()) as Float32Array);
    }
    return any;
  }

  /** Weights and slots as of the steps submitted so far. */
  async read(iterations: number): Promise<TrainState> {
    if (this.#reading) await this.#reading;
    const state = this.#read(iterations);
    const ended = (): void => void (this.#reading = null);
    this.#reading = state.then(ended, ended);
    return state;
  }

  async #read(iterations: number): Promise<TrainState> {
    const encoder = this.#device.createCommandEncoder();
    [...this.#buffers.values()].forEach((buffer, i) =>
      encoder.copyBufferToBuffer(buffer, 0, this.#staging, i * this.#bytes, this.#bytes),
    );
    this.#device.queue.submit([encoder.finish()]);
    await this.#staging.mapAsync(GPUMapMode.READ);
    const all = new Float32Array(this.#staging.getMappedRange());
    const [weights, ...slots] = Array.from({ length: 1 + this.#layout.slots }, (_, i) =>
      this.#split(all.subarray(i * this.#layout.size)),
    );
    this.#staging.unmap();
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

  /** Values of one variable, into an array of the layout. */
  #write(name: BufferName, variable: number, values: Float32Array): void {
    const at = FLOAT * (this.#layout.offsets[variable] as number);
    const buffer = this.#buffers.get(name) as GPUBuffer;
    this.#device.queue.writeBuffer(buffer, at, values as Float32Array<ArrayBuffer>);
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
