import { describe, expect, it } from 'vitest';
import { JOURNAL_BYTES, JournaledUpdate } from './journaled-update';
import { FLOAT } from './program';

const COUNT = 10_000;
const JOURNAL = 0;
const [WEIGHT, SLOT] = [JOURNAL_BYTES, JOURNAL_BYTES + FLOAT * COUNT];

/** Thrown to simulate the death of a thread. */
const DEATH = new Error('the thread ends here');

/** Weights and an update that must not be applied twice. `isAlive` is called before each write. */
function updateOf(isAlive: () => boolean) {
  const memory = new WebAssembly.Memory({ initial: 8 });
  const weight = new Float32Array(memory.buffer, WEIGHT, COUNT).map((_, i) => Math.sin(i));
  new Float32Array(memory.buffer, WEIGHT, COUNT).set(weight);
  let recorded = 0;
  const update = (alive: () => boolean) =>
    new JournaledUpdate({
      journal: JOURNAL,
      arrays: [WEIGHT, SLOT],
      count: COUNT,
      copy: (from, size, to) => void new Uint8Array(memory.buffer).copyWithin(to, from, from + size),
      update(first, count) {
        const weights = new Float32Array(memory.buffer, WEIGHT, COUNT);
        const slots = new Float32Array(memory.buffer, SLOT, COUNT);
        for (let i = first; i < first + count; i++) {
          if (!alive()) throw DEATH;
          slots[i] = 0.9 * (slots[i] as number) + (weights[i] as number);
          if (!alive()) throw DEATH;
          weights[i] = (weights[i] as number) * 0.5 - (slots[i] as number);
        }
      },
      onProgress: (progress) => {
        if (!alive()) throw DEATH;
        recorded = progress;
        if (!alive()) throw DEATH;
      },
    });
  return {
    first: update(isAlive),
    second: update(() => true),
    progress: () => recorded,
    values: () => Buffer.from(memory.buffer.slice(WEIGHT)),
  };
}

describe('JournaledUpdate', () => {
  it('returns the same bits if another thread finishes it, wherever the first one died', () => {
    const whole = updateOf(() => true);
    whole.first.run();
    let total = 0;
    updateOf(() => ++total > 0).first.run();
    const moments = [1, 2, 3, 4, 5, 8192, 8193, 8194, 8195, 8196, 8197, 8198, total - 2, total - 1];
    for (const last of [
      ...moments,
      ...Array.from({ length: 50 }, (_, i) => 1 + ((i * 7919) % (total - 1))),
    ]) {
      let writes = 0;
      const { first, second, progress, values } = updateOf(() => ++writes <= last);
      expect(() => first.run()).toThrow(DEATH);
      second.run(progress());
      expect(values().equals(whole.values()), `ended at ${last} of ${total}`).toBe(true);
    }
  });
});
