import { setTimeout } from 'node:timers/promises';
import v8 from 'node:v8';
import vm from 'node:vm';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { PupilaError } from '../core/errors';
import { WorkerHandle } from './worker-handle';

v8.setFlagsFromString('--expose-gc');
const collectGarbage = vm.runInNewContext('gc') as () => void;

/** A worker that only reports that it is ready. */
class SilentWorker extends EventTarget {
  postMessage = vi.fn();
  terminate = vi.fn();

  constructor() {
    super();
    queueMicrotask(() => this.dispatchEvent(new MessageEvent('message', { data: { pupilaLife: 'ready' } })));
  }
}

afterEach(() => vi.unstubAllGlobals());

describe('WorkerHandle', () => {
  it("keeps no reference to its worker's results", async () => {
    vi.stubGlobal('Worker', SilentWorker);
    const handle = new WorkerHandle('worker.js');
    const answers: WeakRef<object>[] = [];
    for (let i = 0; i < 10; i++)
      answers.push(new WeakRef(await handle.call(() => Promise.resolve({ x: new Float32Array(1000) }))));
    for (let i = 0; i < 5; i++) {
      await setTimeout(10);
      collectGarbage();
    }
    expect(answers.filter((each) => each.deref())).toEqual([]);
    handle.end();
    await expect(handle.call(() => new Promise(() => undefined))).rejects.toMatchObject({ code: 'aborted' });
  });

  it('rejects a call to a worker that has already ended, with the reason', async () => {
    vi.stubGlobal('Worker', SilentWorker);
    const handle = new WorkerHandle<{ answer(): number }>('worker.js');
    await handle.call(() => Promise.resolve());
    handle.end(new PupilaError('worker-died', 'A worker ended unexpectedly.'));
    await expect(handle.call((api) => api.answer())).rejects.toMatchObject({ code: 'worker-died' });
  });
});
