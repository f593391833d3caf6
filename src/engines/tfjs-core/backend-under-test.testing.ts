/** The backend that runs tfjs-core's own tests. The first import of a test file sets it. */

export interface BackendUnderTest {
  name: 'wasm' | 'webgpu';
  start: () => Promise<unknown>;
  /** Whether this machine supports it. */
  isAvailable: boolean;
}

export const underTest = {} as BackendUnderTest;

export function setBackendUnderTest(backend: BackendUnderTest): void {
  Object.assign(underTest, backend);
}
