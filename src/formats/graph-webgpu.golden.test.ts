/**
 * Some of Keras's small networks on WebGPU, in software: of each kind of layer, loss and optimizer one.
 * `graph-webgpu.long.test.ts` has all of them.
 */
import { beforeAll, expect, it } from 'vitest';
import { describeOnWebGpu, startWebGpu } from '../engines/webgpu/webgpu.testing';
import { expectAllAsKeras, graphCases } from './graph-cases.testing';

const CHOSEN = [
  'average_pool_same',
  'depthwise_dilated',
  'grouped',
  'group_norm',
  'l2',
  'max_pool_overlap',
  'optimizer_adam',
  'optimizer_lion',
  'prelu',
  'squeeze_excite',
  'transpose_4x4',
  'upsampling_bilinear',
];
const cases = graphCases.filter(({ name }) => CHOSEN.includes(name));

describeOnWebGpu('on WebGPU', () => {
  beforeAll(startWebGpu);

  it('has all chosen networks', () => expect(cases).toHaveLength(CHOSEN.length));
  it.each(cases)('$name', (golden) => expectAllAsKeras(golden, { backend: 'webgpu', threads: 1 }));
});
