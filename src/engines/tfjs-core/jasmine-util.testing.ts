/**
 * Stands in for tfjs-core's `jasmine_util`, which its compiled tests import: they run under Vitest, on the JavaScript
 * backend (the truth) and on the one that `backend-under-test.testing.ts` names, with our kernels.
 */
import { type Tensor, engine, env, setBackend } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import '@tensorflow/tfjs-backend-cpu';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { underTest } from './backend-under-test.testing';
import { gapOf } from './gaps.testing';

/** Which environments a suite is for; the two backends here are both meant by all of them. */
export const ALL_ENVS = {};
export const SYNC_BACKEND_ENVS = {};

type Case = () => void | Promise<void>;
interface Environment {
  name: string;
  backendName: string;
}

/** The suite that is being collected, on the backend under test. */
let suite: string | null = null;

// Jasmine has this; it says that a test without another expectation is meant to be so.
expect.extend({ nothing: () => ({ pass: true, message: () => '' }) });

Object.assign(globalThis, {
  it(title: string, test: Case): void {
    const gap = suite === null ? null : gapOf(suite, title);
    if (gap === null) it(title, test);
    else it.fails(`${title} (fails: ${gap})`, test);
  },
});

/** The JavaScript backend tells whether a case is right; once is enough, beside WebAssembly. */
const backends = underTest.name === 'wasm' ? ['cpu', 'wasm'] : [underTest.name];

/** Declares a suite once for each backend. */
export function describeWithFlags(
  name: string,
  _constraints: unknown,
  tests: (environment: Environment) => void,
): void {
  for (const backendName of backends) {
    describe.skipIf(!underTest.isThere)(`${name} ${backendName}`, () => {
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
