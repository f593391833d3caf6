/** The backend that tfjs-core's own tests run on: a test file's first import sets it. */

export interface BackendUnderTest {
  name: 'wasm' | 'webgpu';
  start: () => Promise<unknown>;
  /** Whether this machine has it. */
  isThere: boolean;
}

export const underTest = {} as BackendUnderTest;

export function setBackendUnderTest(backend: BackendUnderTest): void {
  Object.assign(underTest, backend);
}
