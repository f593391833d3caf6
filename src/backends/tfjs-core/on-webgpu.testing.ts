import { noWebGpu, startWebGpu } from '../webgpu/webgpu.testing';
import { setBackendUnderTest } from './backend-under-test.testing';
import { WEBGPU_GAPS } from './gaps.testing';

setBackendUnderTest({ name: 'webgpu', start: startWebGpu, gaps: WEBGPU_GAPS, isThere: noWebGpu === null });
