import { noWebGpu, startWebGpu } from '../webgpu/webgpu.testing';
import { setBackendUnderTest } from './backend-under-test.testing';

setBackendUnderTest({ name: 'webgpu', start: startWebGpu, isThere: noWebGpu === null });
