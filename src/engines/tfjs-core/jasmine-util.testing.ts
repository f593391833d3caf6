/**
 * Replaces tfjs-core's `jasmine_util`, which its compiled tests import. It runs them under Vitest with our kernels, on the
 * backend that `backend-under-test.testing.ts` names, and on the JavaScript backend as a reference.
 */
import { type Tensor, engine, env, setBackend } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import '@tensorflow/tfjs-backend-cpu';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { underTest } from './backend-under-test.testing';
import { gapOf } from './gaps.testing';

/** Environment filters of suites. They are ignored, because every suite applies to both backends. */
export const ALL_ENVS = {};
export const SYNC_BACKEND_ENVS = {};

type Case = () => void | Promise<void>;
interface Environment {
  name: string;
  backendName: string;
}

/** Name of the suite being collected on the backend under test, or null on the reference. */
let suite: string | null = null;

// A Jasmine matcher for tests that intentionally have no other expectation.
expect.extend({ nothing: () => ({ pass: true, message: () => '' }) });

Object.assign(globalThis, {
  it(title: string, test: Case): void {
    const gap = suite === null ? null : gapOf(suite, title);
    if (gap === null) it(title, test);
    else it.fails(`${title} (fails: ${gap})`, test);
  },
});

/** The JavaScript backend checks the cases themselves. Once is enough, so it runs next to WebAssembly only. */
const backends = underTest.name === 'wasm' ? ['cpu', 'wasm'] : [underTest.name];

/** Declares a suite once for each backend. */
export function describeWithFlags(
  name: string,
  _constraints: unknown,
  tests: (environment: Environment) => void,
): void {
  for (const backendName of backends) {
    describe.skipIf(!underTest.isAvailable)(`${name} ${backendName}`, () => {
      beforeAll(async () => {
        if (backendName === 'cpu') await setBackend(backendName);
        else await underTest.start();
        env().set('IS_TEST', true);
      });
      beforeEach(() => engine().startScope());
      afterEach(() => engine().endScope(null as unknown as Tensor));
      afterAll(() => engine().disposeVariables());
      suite = backendName === 'cpu' ? null : name;
      tests({ name: backendName, backendName });
    });
  }
}
