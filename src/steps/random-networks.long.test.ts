/** Many networks drawn at random train as a graph as on the tape. */
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

it('trains a thousand networks drawn at random as the tape does', { timeout: 1_000_000 }, () =>
  checkProperty(
    fc.asyncProperty(drawnNetworks, (drawn) => expectSameStep(kernels, drawn)),
    { runs: 1000, seconds: 900 },
  ),
);
