import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type PictureStuckError, PictureWatch } from './picture-watch';

const LIMIT_MS = 800;
const onStuck = vi.fn<(error: PictureStuckError) => void>();
const watch = (): PictureWatch => new PictureWatch(LIMIT_MS, onStuck);
const message = (name: string | null) => ({ pupilaPicture: name });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  onStuck.mockReset();
});

it('reports a hanging picture once, by name', () => {
  watch().onMessage(message('cats/1.tif'));
  vi.advanceTimersByTime(LIMIT_MS);
  expect(onStuck).not.toHaveBeenCalled();
  vi.advanceTimersByTime(10 * LIMIT_MS);
  expect(onStuck).toHaveBeenCalledTimes(1);
  expect(onStuck.mock.calls[0]?.[0]).toMatchObject({
    code: 'bad-image',
    path: 'cats/1.tif',
    message: 'cats/1.tif cannot be read: decoding it took longer than 0.8 s.',
  });
  expect(vi.getTimerCount()).toBe(0);
});

it('starts the limit anew for each picture', () => {
  const watched = watch();
  for (let i = 0; i < 50; i++) {
    watched.onMessage(message(`${i}.png`));
    vi.advanceTimersByTime(LIMIT_MS * 0.9);
  }
  expect(onStuck).not.toHaveBeenCalled();
});

it('has no limit while nothing is decoded', () => {
  const watched = watch();
  watched.onMessage(message('1.png'));
  watched.onMessage(message(null));
  vi.advanceTimersByTime(10 * LIMIT_MS);
  watched.onMessage({ pupilaLife: 'ready' });
  watched.onMessage(null);
  vi.advanceTimersByTime(10 * LIMIT_MS);
  expect(onStuck).not.toHaveBeenCalled();
  expect(vi.getTimerCount()).toBe(0);
});

it('does not count time during which the page was suspended', () => {
  watch().onMessage(message('1.png'));
  vi.setSystemTime(Date.now() + 100 * LIMIT_MS);
  vi.advanceTimersByTime(LIMIT_MS / 2);
  expect(onStuck).not.toHaveBeenCalled();
});

it('stops with its worker', () => {
  const watched = watch();
  watched.onMessage(message('1.png'));
  watched.stop();
  vi.advanceTimersByTime(10 * LIMIT_MS);
  expect(onStuck).not.toHaveBeenCalled();
});
