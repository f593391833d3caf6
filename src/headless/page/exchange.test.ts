import { afterEach, expect, it, vi } from 'vitest';
import { put } from './exchange';

afterEach(() => {
  vi.unstubAllGlobals();
});

it('has garbage collected after 256 MB, before the page makes the next Blob', async () => {
  const calls: string[] = [];
  vi.stubGlobal('fetch', (path: string) => {
    calls.push(path);
    return Promise.resolve(new Response());
  });
  vi.stubGlobal('pupilaCollectGarbage', () => Promise.resolve(void calls.push('collect')));
  const content = new Blob([new Uint8Array(2 ** 27)]);
  for (const name of ['a', 'b', 'c', 'd']) await put(name, content);
  expect(calls).toEqual(['out/a', 'out/b', 'collect', 'out/c', 'out/d', 'collect']);
});

it('names the result that the browser could not send', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
  await expect(put('model/weights.bin', 'x')).rejects.toThrow(
    'model/weights.bin was not written. Failed to fetch',
  );
});
