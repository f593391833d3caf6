/** Tests tfjs's layers on WebGPU with our kernels against values and gradients that Keras computed. */
import { beforeAll } from 'vitest';
import { testLayersAgainstKeras } from '../layer-cases.testing';
import { describeOnWebGpu, startWebGpu } from './webgpu.testing';

describeOnWebGpu('with tfjs-backend-webgpu', () => {
  beforeAll(startWebGpu);

  testLayersAgainstKeras('WebGPU');
});
