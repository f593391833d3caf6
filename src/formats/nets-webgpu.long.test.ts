/** The networks of `nets.golden.test.ts` on WebGPU, in software, as graphs. */
import { beforeAll, expect, it } from 'vitest';
import { describeOnWebGpu, startWebGpu } from '../engines/webgpu/webgpu.testing';
import type { BackendReport } from '../engines/select';
import { makeTrainStep } from '../steps/train-path';
import { type NetCase, expectNetTrainsAsKeras, netCases } from './nets.testing';

describeOnWebGpu('whole networks on WebGPU', () => {
  beforeAll(startWebGpu);

  /** Because of their optimizers, the tape trains these. */
  const isElsewhere = ({ name }: NetCase): boolean => ['efficient', 'vgg_bn'].includes(name);

  it.each(netCases.filter((golden) => !isElsewhere(golden)))('$name', { timeout: 600_000 }, (golden) =>
    expectNetTrainsAsKeras(golden, async (options) => {
      const step = await makeTrainStep({
        backend: { backend: 'webgpu' } as BackendReport,
        ...{ ...options, seed: 0, timeBudgetMs: 12, threads: null, slots: null },
        images: golden.batch_size,
      });
      expect(step.path).toBe('fused plan on WebGPU');
      return step;
    }),
  );
});
