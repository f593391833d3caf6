import { setTimeout } from 'node:timers/promises';
import v8 from 'node:v8';
import vm from 'node:vm';
import { describe, expect, it } from 'vitest';
import { Failure } from './failure';

v8.setFlagsFromString('--expose-gc');
const collectGarbage = vm.runInNewContext('gc') as () => void;

describe('Failure', () => {
  it('rejects pending and later work with the first reason', async () => {
    const failure = new Failure();
    const pending = failure.race(new Promise(() => undefined));
    failure.fail(new Error('first'));
    failure.fail(new Error('second'));
    await expect(pending).rejects.toThrow('first');
    await expect(failure.race(Promise.reject(new Error('from the work')))).rejects.toThrow('first');
    expect(() => failure.throwIfFailed()).toThrow('first');
  });

  it('ignores work that settled before', async () => {
    const failure = new Failure();
    expect(await failure.race(Promise.resolve(3))).toBe(3);
    await expect(failure.race(Promise.reject(new Error('from the work')))).rejects.toThrow('from the work');
    failure.fail(new Error('too late'));
  });

  it('keeps no reference to settled work', async () => {
    const failure = new Failure();
    const results: WeakRef<object>[] = [];
    for (let i = 0; i < 10; i++) results.push(new WeakRef(await failure.race(Promise.resolve({ i }))));
    for (let i = 0; i < 5; i++) {
      await setTimeout(10);
      collectGarbage();
    }
    expect(results.filter((each) => each.deref())).toEqual([]);
    failure.throwIfFailed();
  });
});
