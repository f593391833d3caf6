import { afterEach, expect, it, vi } from 'vitest';
import { canShareMemory } from './shared-memory';

afterEach(() => vi.unstubAllGlobals());

it('finds memory that can be shared', () => {
  expect(canShareMemory()).toBe(true);
});

it('finds none where the constructor is missing, isolated or not', () => {
  vi.stubGlobal('crossOriginIsolated', true);
  vi.stubGlobal('SharedArrayBuffer', undefined);
  expect(canShareMemory()).toBe(false);
});

it('finds none where the memory cannot be sent', () => {
  // What cannot be cloned, as shared memory on a page that is not isolated.
  vi.stubGlobal(
    'SharedArrayBuffer',
    class {
      readonly method = (): void => undefined;
    },
  );
  expect(canShareMemory()).toBe(false);
});
