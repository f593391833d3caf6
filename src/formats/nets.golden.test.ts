/** Trains whole networks for ten steps, from Keras's files, and compares the losses with Keras's in float64. */
import { beforeAll, describe, it } from 'vitest';
import { GraphTrainStep } from '../engines/wasm/graph/graph-train-step';
import type { KernelModule } from '../engines/wasm/module';
import { startWasm } from '../engines/wasm/wasm.testing';
import { graphFor } from '../plan/graph/graph-for';
import { TapeTrainStep } from '../steps/tape-train-step';
import { delegatesFor } from '../steps/train-path';
import { loadModelFile } from './model-file';
import { areNetsPresent, expectNetTrainsAsKeras, netCases, readNetFile } from './nets.testing';
import { expectSameFile } from './unpacked-keras.testing';

describe.skipIf(!areNetsPresent)('whole networks compared with Keras', () => {
  let kernels: KernelModule;
  beforeAll(async () => {
    kernels = await startWasm();
  });

  it.each(netCases)('$name', { timeout: 300_000 }, async (golden) => {
    await expectNetTrainsAsKeras(golden, (options) => new TapeTrainStep(options));
    const { model } = await loadModelFile(new Blob([readNetFile(golden.model)]));
    await expectSameFile(model, readNetFile(golden.model));
    model.dispose();
  });

  it.each(netCases)('$name, as a graph', { timeout: 300_000 }, async (golden) => {
    await expectNetTrainsAsKeras(golden, ({ model, ...options }) => {
      const planned = graphFor(model);
      if ('reason' in planned) throw new Error(planned.reason.text);
      const delegates = delegatesFor(
        { ...options, model, slots: null, timeBudgetMs: 12 },
        planned.graph.head,
      );
      return new GraphTrainStep({ ...planned, ...options, ...delegates, model, kernels });
    });
  });
});
