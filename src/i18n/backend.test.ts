import { expect, it } from 'vitest';
import { message, textOf } from '../core/message';
import { backendSentence, fallbackSentence, oneThreadSentence } from './backend';
import { backend as en } from './en/backend';
import { backend as es } from './es/backend';

it('says why a backend was selected, with the adapter', () => {
  const hardware = { kind: 'gpu-hardware', adapter: 'H200' } as const;
  expect(backendSentence(en, hardware)).toBe('WebGPU, because there is a GPU: H200.');
  expect(backendSentence(es, hardware)).toBe('WebGPU, porque hay una GPU: H200.');
  expect(backendSentence(es, { kind: 'no-adapter' })).toBe(
    'WebAssembly con SIMD, porque el navegador no tiene adaptador de GPU.',
  );
  expect(backendSentence(en, { kind: 'wasm-requested' })).toBe('WebAssembly was requested.');
});

it('says why there is one thread, with the error if others did not start', () => {
  expect(oneThreadSentence(en, { kind: 'refused', message: 'No file.' }, textOf)).toBe(
    'One thread, because the page could not start others. No file.',
  );
  expect(oneThreadSentence(es, { kind: 'no-shared-memory' }, textOf)).toContain('no comparte memoria');
});

it('says why training left the GPU', () => {
  expect(fallbackSentence(en, { kind: 'software-adapter', adapter: 'SwiftShader' }, textOf)).toContain(
    '(SwiftShader)',
  );
  expect(fallbackSentence(en, { kind: 'device-failed', message: message`Lost.` }, textOf)).toBe(
    'On a new device: Lost.',
  );
  expect(fallbackSentence(es, { kind: 'adapter-gone' }, textOf)).toBe(
    'El navegador ya no tiene un adaptador.',
  );
});
