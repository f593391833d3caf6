/** The networks of `graph.golden.test.ts` on WebGPU, in software: they predict and train as in Keras. */
import { beforeAll, it } from 'vitest';
import { describeOnWebGpu, startWebGpu } from '../engines/webgpu/webgpu.testing';
import { expectAllAsKeras, graphCases } from './graph-cases.testing';

describeOnWebGpu('on WebGPU', () => {
  beforeAll(startWebGpu);

  it.each(graphCases)('$name', (golden) => expectAllAsKeras(golden, { backend: 'webgpu', threads: 1 }));
});
