import { expect, it } from 'vitest';
import { BatchPlanner } from './batch-planner';
import { parseImageDataGeneratorOptions } from '../../options/image-data-generator-options';

it('skips batches without changing later ones', () => {
  const options = parseImageDataGeneratorOptions({ rotation_range: 40, horizontal_flip: true });
  const plan = { samples: 10, batchSize: 4, shuffle: true, seed: 3, imageShape: [8, 8, 3], options } as const;
  const [whole, rest] = [new BatchPlanner(plan), new BatchPlanner(plan)];
  for (let i = 0; i < 7; i++) whole.next();
  rest.skip(7);
  expect(rest.next()).toEqual(whole.next());
  expect(rest.next()).toEqual(whole.next());
});

it('begins a new pass after so many batches', () => {
  const options = parseImageDataGeneratorOptions({});
  const plan = {
    samples: 10,
    batchSize: 2,
    shuffle: false,
    seed: 3,
    imageShape: [8, 8, 3],
    options,
  } as const;
  const firstOf = (passLength: number, skipped: number): number[] => {
    const planner = new BatchPlanner({ ...plan, passLength });
    planner.skip(skipped);
    return Array.from({ length: 6 }, () => planner.next().indices[0] as number);
  };
  expect(firstOf(2, 0)).toEqual([0, 2, 0, 2, 0, 2]);
  expect(firstOf(2, 3)).toEqual([2, 0, 2, 0, 2, 0]);
  expect(firstOf(9, 0)).toEqual([0, 2, 4, 6, 8, 0]);
  expect(new BatchPlanner({ ...plan, passLength: 2 }).batchesPerRound).toBe(2);
  expect(new BatchPlanner({ ...plan, passLength: 9 }).batchesPerRound).toBe(5);
});
