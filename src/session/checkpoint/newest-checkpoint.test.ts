import { expect, it } from 'vitest';
import { RandomState } from '../../random/random-state';
import { testSeed } from '../../random/seed.testing';
import { writeCheckpoint } from './checkpoint-file';
import { newestCheckpoint } from './newest-checkpoint';
import type { RunCheckpoint } from './run-checkpoint';

const checkpointAt = (savedAt: number) =>
  writeCheckpoint({
    facts: { savedAt, options: {}, identity: {}, backend: 'wasm' },
    weights: [new Float32Array(5000).fill(savedAt)],
    slots: [],
  } as unknown as RunCheckpoint);

it('a newer file that was cut at any of 50 random lengths is passed over for the one before, and named', async () => {
  const [before, torn] = [await checkpointAt(1), await checkpointAt(2)];
  const lengths = [...new RandomState(testSeed()).permutation(torn.size)].slice(0, 50);
  for (const length of lengths) {
    const damaged: string[] = [];
    const files = new Map([
      ['0.ckpt', before],
      ['1.ckpt', torn.slice(0, length)],
    ]);
    const { facts, weights } = await newestCheckpoint(files, (name) => damaged.push(name));
    expect([facts.savedAt, weights[0]?.[0], ...damaged], `${length} bytes`).toEqual([1, 1, '1.ckpt']);
  }
  const files = new Map([
    ['0.ckpt', before],
    ['1.ckpt', torn],
  ]);
  expect((await newestCheckpoint(files)).facts.savedAt).toBe(2);
});
