/** Networks drawn at random train as a graph as on the tape. `random-networks.long.test.ts` draws more of them. */
import { it } from 'vitest';
import { checkRandomNetworks } from './random-networks.testing';

it('trains networks drawn at random as the tape does', { timeout: 120_000 }, () =>
  checkRandomNetworks({ runs: 60, seconds: 100 }),
);
