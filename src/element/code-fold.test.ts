import { afterEach, expect, it, vi } from 'vitest';
import { copyText } from './code-fold';

afterEach(() => vi.unstubAllGlobals());

it('reports whether a text could be copyText', async () => {
  const writeText = vi.fn<(text: string) => Promise<void>>().mockResolvedValueOnce();
  vi.stubGlobal('navigator', { clipboard: { writeText: writeText.mockRejectedValueOnce(new Error('no')) } });
  expect([await copyText('code'), await copyText('code')]).toEqual([true, false]);
  vi.stubGlobal('navigator', {});
  expect(await copyText('code')).toBe(false);
});
