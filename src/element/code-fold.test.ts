import { afterEach, expect, it, vi } from 'vitest';
import { copied } from './code-fold';

afterEach(() => vi.unstubAllGlobals());

it('says whether a text could be copied', async () => {
  const writeText = vi.fn<(text: string) => Promise<void>>().mockResolvedValueOnce();
  vi.stubGlobal('navigator', { clipboard: { writeText: writeText.mockRejectedValueOnce(new Error('no')) } });
  expect([await copied('code'), await copied('code')]).toEqual([true, false]);
  vi.stubGlobal('navigator', {});
  expect(await copied('code')).toBe(false);
});
