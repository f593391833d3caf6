import { expect, it, vi } from 'vitest';
import { engine } from '../engine';
import { loadTrainerModel } from './model';

vi.mock('../engine');

it('frees a model that takes no pictures', async () => {
  const dispose = vi.fn();
  const library = {
    startBackend: () => Promise.resolve(),
    loadModelFile: () => Promise.resolve({ model: { dispose } }),
    inputShape: () => {
      throw new Error('no pictures');
    },
  };
  vi.mocked(engine).mockResolvedValue(library as unknown as Awaited<ReturnType<typeof engine>>);
  await expect(loadTrainerModel(new Blob(), 'auto')).rejects.toThrow('no pictures');
  expect(dispose).toHaveBeenCalledOnce();
});
