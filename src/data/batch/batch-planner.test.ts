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
