import { afterEach, describe, expect, it, vi } from 'vitest';
import { chooseBackend } from './select';

afterEach(() => vi.unstubAllGlobals());

/** A browser with this adapter. Null: with WebGPU, but without an adapter. */
function browserWith(description: string | null): void {
  const gpu = { requestAdapter: () => Promise.resolve(description && { info: { description } }) };
  vi.stubGlobal('navigator', { hardwareConcurrency: 4, gpu });
}

describe('chooseBackend', () => {
  it('takes GPU hardware, and gives the reason as a value and in English', async () => {
    browserWith('H200');
    expect(await chooseBackend()).toMatchObject({
      backend: 'webgpu',
      why: { kind: 'gpu-hardware', adapter: 'H200' },
      reason: 'WebGPU, because there is a GPU: H200.',
      threads: 1,
      oneThread: null,
    });
    expect(await chooseBackend('webgpu')).toMatchObject({
      why: { kind: 'webgpu-requested', adapter: 'H200' },
    });
    expect(await chooseBackend('wasm')).toMatchObject({ backend: 'wasm', why: { kind: 'wasm-requested' } });
  });

  it('takes WebAssembly with a software adapter, or none', async () => {
    browserWith('SwiftShader');
    const why = { kind: 'software-adapter', adapter: 'SwiftShader' };
    expect(await chooseBackend()).toMatchObject({ backend: 'wasm', why });
    browserWith(null);
    expect(await chooseBackend()).toMatchObject({ backend: 'wasm', why: { kind: 'no-adapter' } });
    vi.stubGlobal('navigator', { hardwareConcurrency: 4 });
    const { why: reason, reason: sentence } = await chooseBackend();
    expect(reason).toEqual({ kind: 'no-webgpu' });
    expect(sentence).toMatch(/^WebAssembly with SIMD, because the browser has no WebGPU here/);
  });

  it('refuses WebGPU without an adapter', async () => {
    browserWith(null);
    await expect(chooseBackend('webgpu')).rejects.toMatchObject({
      code: 'backend-unavailable',
      message: 'WebGPU cannot be used: the browser has no GPU adapter.',
    });
  });
});
