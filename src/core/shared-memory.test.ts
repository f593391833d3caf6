import { afterEach, expect, it, vi } from 'vitest';
import { canShareMemory } from './shared-memory';

afterEach(() => vi.unstubAllGlobals());

it('returns true if memory can be shared', () => {
  expect(canShareMemory()).toBe(true);
});

it('returns false without the constructor, isolated or not', () => {
  vi.stubGlobal('crossOriginIsolated', true);
  vi.stubGlobal('SharedArrayBuffer', undefined);
  expect(canShareMemory()).toBe(false);
});

it('returns false if the memory cannot be sent', () => {
  // A method makes the object impossible to clone, like shared memory on a page that is not isolated.
  vi.stubGlobal(
    'SharedArrayBuffer',
    class {
      readonly method = (): void => undefined;
    },
  );
  expect(canShareMemory()).toBe(false);
});
