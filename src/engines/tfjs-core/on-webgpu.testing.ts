import { noWebGpu, startWebGpu } from '../webgpu/webgpu.testing';
import { setBackendUnderTest } from './backend-under-test.testing';

let started: Promise<void> | null = null;

// One device for all suites: what is compiled for one is there for the next.
const start = () => (started ??= startWebGpu());
setBackendUnderTest({ name: 'webgpu', start, isThere: noWebGpu === null });
