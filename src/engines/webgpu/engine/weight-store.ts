/** Weights and optimizer slots on the GPU. Weights come from tfjs's variables; both can be read back. */
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
  /** Data ids of the variables at the last copy in either direction. */
  #copiedData: object[] = [];
  /** The pending read. Reads share one staging buffer, so there is only one at a time. */
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
    const size = FLOAT * (layout.size + layout.slots * layout.trained.size);
    this.#staging = device.createBuffer({ label: 'weights read back', size, usage });
  }

  /** @param slots Optimizer slots to resume from; null for zeros. */
  static async make(
    device: GPUDevice,
    variables: Variable[],
    layout: WeightLayout,
    slots: TrainState['slots'] | null,
  ): Promise<WeightStore> {
    const names = ['slot0', 'slot1'].slice(0, layout.slots);
    const sizes = new Map([
      ['weights', FLOAT * layout.size],
      ...names.map((name) => [name, FLOAT * layout.trained.size] as const),
    ]);
    const store = new WeightStore(device, variables, layout, await makeBuffers(device, sizes));
    slots?.forEach((slot, k) => slot.forEach((values, i) => store.#write(`slot${k}`, i, values)));
    return store;
  }

  buffer(name: BufferName): GPUBuffer | undefined {
    return this.#buffers.get(name);
  }

  /** Copies variables that were assigned since the last copy. Returns true if there were any. */
  async uploadAssigned(): Promise<boolean> {
    let any = false;
    for (const [i, variable] of this.#variables.entries()) {
      if (variable.dataId === this.#copiedData[i]) continue;
      any = true;
      this.#copiedData[i] = variable.dataId;
      this.#write('weights', i, (await variable.data()) as Float32Array);
    }
    return any;
  }

  /** Reads weights and slots as of the steps submitted so far. */
  async read(iterations: number): Promise<TrainState> {
    if (this.#reading) await this.#reading;
    const state = this.#read(iterations);
    const ended = (): void => void (this.#reading = null);
    this.#reading = state.then(ended, ended);
    return state;
  }

  async #read(iterations: number): Promise<TrainState> {
    const encoder = this.#device.createCommandEncoder();
    const starts: number[] = [];
    let at = 0;
    for (const buffer of this.#buffers.values()) {
      starts.push(at / FLOAT);
      encoder.copyBufferToBuffer(buffer, 0, this.#staging, at, buffer.size);
      at += buffer.size;
    }
    this.#device.queue.submit([encoder.finish()]);
    await this.#staging.mapAsync(GPUMapMode.READ);
    const all = new Float32Array(this.#staging.getMappedRange());
    const { count } = this.#layout.trained;
    const [weights, ...slots] = starts.map((start, i) =>
      this.#split(all.subarray(start), i === 0 ? this.#variables.length : count),
    );
    this.#staging.unmap();
    return { weights: weights as Float32Array[], slots, iterations };
  }

  /** Assigns the weights to the variables. */
  assign({ weights }: TrainState): void {
    this.#variables.forEach((variable, i) => {
      const values = tensor(weights[i] as Float32Array, variable.shape);
      variable.assign(values);
      values.dispose();
    });
    this.#copiedData = this.#variables.map(({ dataId }) => dataId);
  }

  dispose(): void {
    [...this.#buffers.values(), this.#staging].forEach((buffer) => buffer.destroy());
  }

  /** Writes the values of one variable to an array of the layout. */
  #write(name: BufferName, variable: number, values: Float32Array): void {
    const at = FLOAT * (this.#layout.offsets[variable] as number);
    const buffer = this.#buffers.get(name) as GPUBuffer;
    this.#device.queue.writeBuffer(buffer, at, values as Float32Array<ArrayBuffer>);
  }

  /** Copies the values of the first variables. */
  #split(values: Float32Array, count: number): Float32Array[] {
    return this.#variables.slice(0, count).map(({ size }, i) => {
      const at = this.#layout.offsets[i] as number;
      return values.slice(at, at + size);
    });
  }
}
