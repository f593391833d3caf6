/** Buffers of gradients. A gradient needs its buffer only for a while; then another takes it. */
import type { BufferName, Operand } from '../kernel';
import { whole } from '../kernel';

export class GradientBuffers {
  /** Sizes in values. */
  readonly sizes = new Map<BufferName, number>();
  readonly #free: BufferName[] = [];

  /** Returns a buffer with space for `values`: the smallest free one that has it, else the largest one, which grows. */
  take(values: number): Operand {
    const sizeOf = (name: BufferName): number => this.sizes.get(name) as number;
    const bySize = this.#free.sort((a, b) => sizeOf(a) - sizeOf(b));
    const name = bySize.find((each) => sizeOf(each) >= values) ?? bySize.at(-1);
    if (name === undefined) {
      const added = `gradient${this.sizes.size}`;
      this.sizes.set(added, values);
      return whole(added);
    }
    bySize.splice(bySize.indexOf(name), 1);
    this.sizes.set(name, Math.max(sizeOf(name), values));
    return whole(name);
  }

  /** Lets other gradients have the buffer. */
  release({ buffer }: Operand): void {
    this.#free.push(buffer);
  }
}
