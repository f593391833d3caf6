/** The backend that tfjs-core's own tests run on: a test file's first import sets it. */
import type { Gap } from './gaps.testing';

export interface BackendUnderTest {
  name: 'wasm' | 'webgpu';
  start: () => Promise<unknown>;
  /** Cases that are known to fail. */
  gaps: readonly Gap[];
  /** Whether this machine has it. */
  isThere: boolean;
}

export const underTest = {} as BackendUnderTest;

export function setBackendUnderTest(backend: BackendUnderTest): void {
  Object.assign(underTest, backend);
}
