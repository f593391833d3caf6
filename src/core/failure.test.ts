import { setTimeout } from 'node:timers/promises';
import v8 from 'node:v8';
import vm from 'node:vm';
import { describe, expect, it } from 'vitest';
import { Failure } from './failure';

v8.setFlagsFromString('--expose-gc');
const collectGarbage = vm.runInNewContext('gc') as () => void;

describe('Failure', () => {
  it('rejects work under way and later work, with the first reason', async () => {
    const failure = new Failure();
    const underWay = failure.race(new Promise(() => undefined));
    failure.happen(new Error('first'));
    failure.happen(new Error('second'));
    await expect(underWay).rejects.toThrow('first');
    await expect(failure.race(Promise.reject(new Error('of the work')))).rejects.toThrow('first');
    expect(() => failure.throwIfHappened()).toThrow('first');
  });

  it('leaves work alone that is done before', async () => {
    const failure = new Failure();
    expect(await failure.race(Promise.resolve(3))).toBe(3);
    await expect(failure.race(Promise.reject(new Error('of the work')))).rejects.toThrow('of the work');
    failure.happen(new Error('too late'));
  });

  it('keeps nothing of what is done', async () => {
    const failure = new Failure();
    const results: WeakRef<object>[] = [];
    for (let i = 0; i < 10; i++) results.push(new WeakRef(await failure.race(Promise.resolve({ i }))));
    for (let i = 0; i < 5; i++) {
      await setTimeout(10);
      collectGarbage();
    }
    expect(results.filter((each) => each.deref())).toEqual([]);
    failure.throwIfHappened();
  });
});
