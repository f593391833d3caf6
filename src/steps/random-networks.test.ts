/** Networks drawn at random train as a graph as on the tape. `random-networks.long.test.ts` draws more of them. */
import fc from 'fast-check';
import { beforeAll, it } from 'vitest';
import type { KernelModule } from '../engines/wasm/module';
import { startWasm } from '../engines/wasm/wasm.testing';
import { checkProperty } from '../random/property.testing';
import { drawnNetworks, expectSameStep } from './random-networks.testing';

let kernels: KernelModule;
beforeAll(async () => {
  kernels = await startWasm();
});

it('trains networks drawn at random as the tape does', { timeout: 120_000 }, () =>
  checkProperty(
    fc.asyncProperty(drawnNetworks, (drawn) => expectSameStep(kernels, drawn)),
    { runs: 60, seconds: 100 },
  ),
);
