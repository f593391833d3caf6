import { noWebGpu, startWebGpu } from '../webgpu/webgpu.testing';
import { setBackendUnderTest } from './backend-under-test.testing';

let started: Promise<void> | null = null;

// All suites share one device, so that compiled shaders are reused.
const start = () => (started ??= startWebGpu());
setBackendUnderTest({ name: 'webgpu', start, isAvailable: noWebGpu === null });
