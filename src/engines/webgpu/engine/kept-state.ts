/** Backup of weights and optimizer state, from which training resumes when the device is lost. */
import type { TrainState } from '../../../training/train-step';
import type { WeightStore } from './weight-store';

const DEFAULT_INTERVAL_MS = 30_000;

export class KeptState {
  /** The state that was read back last, or null before the first batch. */
  state: TrainState | null = null;
  readonly #intervalMs: number;
  #readAt = performance.now();

  constructor(intervalMs = DEFAULT_INTERVAL_MS) {
    this.#intervalMs = intervalMs;
  }

  /** Reads the state now. */
  async read(weights: WeightStore, iterations: number): Promise<TrainState> {
    return (this.state = await weights.read(iterations));
  }

  /** Reads the state in the background if the interval has passed. */
  readWhenDue(weights: WeightStore, iterations: number): void {
    if (performance.now() - this.#readAt < this.#intervalMs) return;
    this.#readAt = Infinity;
    const reading = this.read(weights, iterations).then(() => (this.#readAt = performance.now()));
    // A lost device is reported where results are awaited.
    reading.catch(() => undefined);
  }
}
