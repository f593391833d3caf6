/** Weights and optimizer as they were read back last: what training goes on from when the device is lost. */
import type { TrainState } from '../../../training/train-step';
import type { WeightStore } from './weight-store';

const KEEP_EVERY_MS = 30_000;

export class KeptState {
  /** Null before the first batch. */
  state: TrainState | null = null;
  readonly #everyMs: number;
  #keptAt = performance.now();

  constructor(everyMs = KEEP_EVERY_MS) {
    this.#everyMs = everyMs;
  }

  /** Reads the state now. */
  async read(weights: WeightStore, iterations: number): Promise<TrainState> {
    return (this.state = await weights.read(iterations));
  }

  /** Reads it behind the steps' back, from time to time. */
  readWhenDue(weights: WeightStore, iterations: number): void {
    if (performance.now() - this.#keptAt < this.#everyMs) return;
    this.#keptAt = Infinity;
    const kept = this.read(weights, iterations).then(() => (this.#keptAt = performance.now()));
    // A lost device is reported where results are awaited.
    kept.catch(() => undefined);
  }
}
