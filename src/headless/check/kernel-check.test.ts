import { expect, it } from 'vitest';
import type { BackendReport } from '../../engines/select';
import { startWasm } from '../../engines/wasm/wasm.testing';
import { DIGESTS, digestOf, networkResults } from './kernel-check';

const BACKEND = { backend: 'wasm', threads: 1 } as BackendReport;

/** `addSegments` is for gradients of `gather`, which no layer has; `tile6x8` is for benchmarks. */
const NOT_CHECKED = ['addSegments', 'tile6x8', 'useWideTiles'];

it('computes finite numbers with every kernel', async () => {
  const kernels = await startWasm();
  const { exports } = kernels;
  const used = new Set<string>();
  const watched = new Proxy(exports, {
    get(_, name: keyof typeof exports) {
      used.add(name);
      return exports[name];
    },
  });
  Object.assign(kernels, { exports: watched });
  const results = await networkResults(BACKEND);
  Object.assign(kernels, { exports });
  expect(Object.keys(exports).filter((name) => !used.has(name))).toEqual(NOT_CHECKED);
  expect(results.every((values) => values.every(Number.isFinite))).toBe(true);
});

it.each([false, true])(
  'gives the digest to which headless runs compare theirs (wide tiles: %s)',
  async (isWide) => {
    const { exports } = await startWasm();
    exports.useWideTiles(isWide);
    const digest = await digestOf(await networkResults(BACKEND));
    exports.useWideTiles(false);
    expect(digest, 'If kernels or checked networks changed, this is the new digest').toBe(DIGESTS.networks);
  },
);

it('differs if one bit differs', async () => {
  const zeros = new Float32Array(3);
  const other = Float32Array.of(0, -0, 0);
  expect(await digestOf([zeros])).not.toBe(await digestOf([other]));
});
