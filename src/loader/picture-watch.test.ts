import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type PictureStuckError, PictureWatch } from './picture-watch';

const LIMIT_MS = 800;
const stuck = vi.fn<(error: PictureStuckError) => void>();
const watch = (): PictureWatch => new PictureWatch(LIMIT_MS, stuck);
const sign = (name: string | null) => ({ pupilaPicture: name });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  stuck.mockReset();
});

it('names the picture that does not end, once', () => {
  watch().hear(sign('cats/1.tif'));
  vi.advanceTimersByTime(LIMIT_MS);
  expect(stuck).not.toHaveBeenCalled();
  vi.advanceTimersByTime(10 * LIMIT_MS);
  expect(stuck).toHaveBeenCalledTimes(1);
  expect(stuck.mock.calls[0]?.[0]).toMatchObject({
    code: 'bad-image',
    path: 'cats/1.tif',
    message: 'cats/1.tif cannot be read: its decoder did not end within 0.8 s.',
  });
  expect(vi.getTimerCount()).toBe(0);
});

it('gives each picture its own time, however many there are', () => {
  const watched = watch();
  for (let i = 0; i < 50; i++) {
    watched.hear(sign(`${i}.png`));
    vi.advanceTimersByTime(LIMIT_MS * 0.9);
  }
  expect(stuck).not.toHaveBeenCalled();
});

it('waits without limit for what is no decoding', () => {
  const watched = watch();
  watched.hear(sign('1.png'));
  watched.hear(sign(null));
  vi.advanceTimersByTime(10 * LIMIT_MS);
  watched.hear({ pupilaLife: 'ready' });
  watched.hear(null);
  vi.advanceTimersByTime(10 * LIMIT_MS);
  expect(stuck).not.toHaveBeenCalled();
  expect(vi.getTimerCount()).toBe(0);
});

it('does not count the time that a page slept', () => {
  watch().hear(sign('1.png'));
  vi.setSystemTime(Date.now() + 100 * LIMIT_MS);
  vi.advanceTimersByTime(LIMIT_MS / 2);
  expect(stuck).not.toHaveBeenCalled();
});

it('ends with its worker', () => {
  const watched = watch();
  watched.hear(sign('1.png'));
  watched.stop();
  vi.advanceTimersByTime(10 * LIMIT_MS);
  expect(stuck).not.toHaveBeenCalled();
});
