import { describe, expect, it } from 'vitest';
import { textOf } from '../../core/message';
import { trainer as en } from '../../i18n/en/trainer';
import { trainer as es } from '../../i18n/es/trainer';
import { formatsOf } from '../../i18n/locale';
import type { BackendReport } from '../../index';
import { backendText, recoveryText } from './progress-view';

const english = { words: en, format: formatsOf('en'), say: textOf };
const spanish = { words: es, format: formatsOf('es'), say: textOf };

describe('backendText', () => {
  const wasm = { backend: 'wasm', why: { kind: 'wasm-requested' }, threads: 1 } as BackendReport;

  it('names the adapter of WebGPU, and no threads', () => {
    const why = { kind: 'gpu-hardware', adapter: 'H200' } as const;
    const report = { backend: 'webgpu', why, threads: 1, oneThread: null } as BackendReport;
    expect(backendText(report, english)).toBe('WebGPU, because there is a GPU: H200.');
  });

  it('counts the threads of WebAssembly, and says why there is one', () => {
    expect(backendText({ ...wasm, threads: 4, oneThread: null }, english)).toBe(
      'WebAssembly was requested. Threads: 4.',
    );
    expect(backendText({ ...wasm, oneThread: { kind: 'not-isolated' } }, spanish)).toBe(
      'WebAssembly, como se pidió. Hilos: 1. Un solo hilo, porque la página no está aislada (cross-origin isolation).',
    );
  });
});

describe('recoveryText', () => {
  // The path is for people: it does not decide the text.
  const recovery = { reason: '', path: 'WebGPU', iterations: 3, lostSteps: 2 };

  it('says where training continues and, if it left the GPU, why', () => {
    expect(recoveryText({ ...recovery, backend: 'webgpu', fallback: null }, spanish)).toBe(
      es.facts.newDevice('2'),
    );
    const fallback = { kind: 'software-adapter', adapter: 'SwiftShader' } as const;
    expect(recoveryText({ ...recovery, backend: 'wasm', fallback }, spanish)).toBe(
      `${es.facts.withoutGpu('2')} El adaptador que queda calcula por software (SwiftShader).`,
    );
  });
});
