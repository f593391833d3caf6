/** Many networks drawn at random train as a graph as on the tape. */
import { it } from 'vitest';
import { checkRandomNetworks } from './random-networks.testing';

it('trains a thousand networks drawn at random as the tape does', { timeout: 1_000_000 }, () =>
  checkRandomNetworks({ runs: 1000, seconds: 900 }),
);
