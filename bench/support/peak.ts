/** Measures the processor's peak: the kernels' own register tile on panels that stay in L1, on one or more threads. */
import type { KernelModule } from '../../src/engines/wasm/module';
import type { PeakStart } from './peak-worker';
import { panelBytes, tileFlop, tileOn } from './tile';

/** Number of tiles per measurement, which take some 100 ms. */
const ROUNDS = 200_000;

/** Measures the peak. Owns its workers. */
export class Peak {
  readonly #workers: Worker[];
  readonly #tile: (rounds: number) => number;

  private constructor(workers: Worker[], tile: (rounds: number) => number) {
    this.#workers = workers;
    this.#tile = tile;
  }

  static async create(kernels: KernelModule, threads: number): Promise<Peak> {
    const allocate = (): number => Math.ceil(kernels.allocate(panelBytes + 64) / 64) * 64;
    const workers = Array.from(
      { length: threads - 1 },
      () => new Worker('/peak-worker.js', { type: 'module' }),
    );
    for (const worker of workers) {
      const { compiled, memory } = kernels;
      await answer(worker, { compiled, memory, at: allocate() } satisfies PeakStart);
    }
    return new Peak(workers, tileOn(kernels.exports, kernels.memory, allocate()));
  }

  /** Total GFLOP/s of all threads running at the same time. */
  async measure(threads: number): Promise<number> {
    const others = this.#workers.slice(0, threads - 1).map((worker) => answer(worker, ROUNDS));
    const own = this.#tile(ROUNDS);
    const ms = [own, ...(await Promise.all(others))];
    return ms.reduce((sum, each) => sum + (ROUNDS * tileFlop) / each / 1e6, 0);
  }
}

function answer(worker: Worker, question: unknown): Promise<number> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<number>) => resolve(data);
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage(question);
  });
}
