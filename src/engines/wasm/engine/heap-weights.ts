/**
 * A model's weights on the WebAssembly heap. They are private copies: tfjs's tensors share memory with their clones,
 * which must not change.
 */
import { type Variable, engine } from '@tensorflow/tfjs-core';
import type { TrainState } from '../../../training/train-step';
import type { TimeBudget } from '../../../training/yield';
import { addressOf, makeOutput } from '../heap';
import type { Address } from '../kernel-exports';
import type { KernelModule } from '../module';
import { FLOAT, type WeightProgram } from './program';

/** Number of values copied between two checks of the time budget. */
const CHUNK = 2 ** 18;

/** Options of `HeapWeights`. */
export interface HeapWeightsOptions {
  kernels: KernelModule;
  /** The trained ones come first. */
  variables: readonly Variable[];
  /** Number of trained weights. They have optimizer slots. */
  trained: number;
  /** Number of optimizer slots. */
  slotCount: number;
  /** Values of the slots; null for zeros. */
  slots: TrainState['slots'] | null;
}

export class HeapWeights {
  readonly programs: WeightProgram[];
  readonly #kernels: KernelModule;
  readonly #variables: readonly Variable[];
  readonly #trained: number;
  readonly #slotCount: number;
  /** Data ids of the variables at the last copy in either direction. */
  #copiedData: object[] = [];
  /** Whether the copies have changed since. Set by whoever changes them. */
  areChanged = false;

  constructor({ kernels, variables, trained, slotCount, slots }: HeapWeightsOptions) {
    this.#kernels = kernels;
    this.#variables = variables;
    this.#trained = trained;
    this.#slotCount = slotCount;
    this.programs = variables.map(({ size }, i) => ({
      at: this.#allocate(size),
      slots: Array.from({ length: i < trained ? slotCount : 0 }, (_, slot) =>
        this.#allocate(size, slots?.[slot]?.[i]),
      ),
      count: size,
    }));
  }

  /** Copies variables that were assigned since the last copy. Returns whether there were any. */
  async load(budget: TimeBudget): Promise<boolean> {
    let areAny = false;
    for (const [i, variable] of this.#variables.entries()) {
      if (variable.dataId === this.#copiedData[i]) continue;
      const { at, count } = this.programs[i] as WeightProgram;
      await this.#copy(addressOf(variable), at, count, budget);
      this.#copiedData[i] = variable.dataId;
      areAny = true;
    }
    return areAny;
  }

  /** Copies changed weights into the variables. */
  async sync(budget: TimeBudget): Promise<void> {
    if (!this.areChanged) return;
    await this.store(0, budget);
    this.areChanged = false;
  }

  /** Copies all weights from index `first` on into their variables. In chunks: a weight may have tens of megabytes. */
  async store(first: number, budget: TimeBudget): Promise<void> {
    for (const [i, { at, count }] of [...this.programs.entries()].slice(first)) {
      const variable = this.#variables[i] as Variable;
      const values = makeOutput(variable.shape);
      await this.#copy(at, addressOf(values), count, budget);
      const tensor = engine().makeTensorFromTensorInfo(values);
      variable.assign(tensor);
      tensor.dispose();
      this.#copiedData[i] = variable.dataId;
    }
  }

  /** For each optimizer slot, copies of its values for each trained weight. @param reuse Earlier ones to overwrite. */
  async slots(reuse: TrainState['slots'] | null, budget: TimeBudget): Promise<TrainState['slots']> {
    const copies = Array.from({ length: this.#slotCount }, (): Float32Array[] => []);
    for (const [slot, ofSlot] of copies.entries())
      for (const [i, { slots, count }] of this.programs.slice(0, this.#trained).entries()) {
        const values = this.values(slots[slot] as Address, count);
        const copy = reuse?.[slot]?.[i] ?? new Float32Array(count);
        for (let first = 0; first < count; first += CHUNK) {
          copy.set(values.subarray(first, first + CHUNK), first);
          await budget.spend();
        }
        ofSlot.push(copy);
      }
    return copies;
  }

  free(): void {
    for (const { at, slots } of this.programs.splice(0))
      [at, ...slots].forEach((each) => this.#kernels.free(each));
  }

  /** A view of values on the heap. */
  values(at: Address, count: number): Float32Array<ArrayBuffer> {
    return new Float32Array(this.#kernels.memory.buffer, at, count);
  }

  /** Allocates memory for values, and fills it with zeros or with the given values. */
  #allocate(count: number, values: ArrayLike<number> | null = null): Address {
    const at = this.#kernels.allocate(FLOAT * count + 64);
    const floats = this.values(at, count);
    if (values) floats.set(values);
    else floats.fill(0);
    return at;
  }

  /** Copies in chunks, and yields when the budget is used up. */
  async #copy(from: Address, to: Address, count: number, budget: TimeBudget): Promise<void> {
    for (let first = 0; first < count; first += CHUNK) {
      const size = Math.min(CHUNK, count - first);
      this.values(to + FLOAT * first, size).set(this.values(from + FLOAT * first, size));
      await budget.spend();
    }
  }
}
