import { type Sequential, layers, sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { courseCnn } from '../../../models/course-cnn';
import { planFor } from '../../../trainer/plan/plan';
import { startWasm } from '../../wasm/wasm.testing';
import { webGpuPlan } from './webgpu-plan';

beforeAll(async () => {
  await startWasm();
});

const conv = (activation: 'relu' | 'tanh') =>
  layers.conv2d({ filters: 4, kernelSize: 3, activation, inputShape: [12, 12, 3] });
const pool = () => layers.maxPooling2d({ poolSize: 2 });
const end = () => [layers.flatten(), layers.dense({ units: 1, activation: 'sigmoid' })];

/** Networks with a plan that WebGPU has not, and what the reason names. */
const OTHERS: [string, () => Sequential['layers'], RegExp][] = [
  ['a convolution without pooling', () => [conv('relu'), ...end()], /2 × 2 max pooling/],
  ['an activation', () => [conv('tanh'), pool(), ...end()], /2 × 2 max pooling/],
  ['dropout', () => [conv('relu'), pool(), layers.dropout({ rate: 0.5 }), ...end()], /dropout/],
  [
    'a dense activation',
    () => [
      layers.flatten({ inputShape: [4, 4, 1] }),
      layers.dense({ units: 2, activation: 'tanh' }),
      ...end().slice(1),
    ],
    /no tanh/,
  ],
];

describe('plans on WebGPU', () => {
  it("have the course's network", () => {
    expect(webGpuPlan(planFor(courseCnn()))).toHaveProperty('plan');
  });

  it.each(OTHERS)('have not: %s', (_, make, reason) => {
    const planned = planFor(sequential({ layers: make() }));
    expect(planned).toHaveProperty('plan');
    expect(webGpuPlan(planned)).toMatchObject({ reason: expect.stringMatching(reason) as string });
  });
});
