import { beforeAll, expect, it, vi } from 'vitest';
import { describeOnWebGpu, makeDevice } from '../webgpu.testing';
import { ResultReader } from './result-reader';

let device: GPUDevice;
beforeAll(async () => {
  device = await makeDevice();
});

/** Counts submissions to the queue; the reader submits only its copies. */
function countSubmits(): { count: number; end(): void } {
  const counter = { count: 0, end: () => Reflect.deleteProperty(device.queue, 'submit') };
  const submit = device.queue.submit.bind(device.queue);
  device.queue.submit = (commands) => {
    counter.count += 1;
    return submit(commands);
  };
  return counter;
}

describeOnWebGpu('results of steps', () => {
  it('are read together: after 100 ms, when the maximum number is waiting, or on flush', async () => {
    const now = vi.spyOn(performance, 'now').mockReturnValue(1000);
    const reader = new ResultReader(device);
    const submits = countSubmits();
    const submitSteps = (steps: number) =>
      Array.from({ length: steps }, () => reader.read(reader.takeSlot(), 8));
    await Promise.all(submitSteps(1));
    expect(submits.count).toBe(1);

    // The mocked clock stands still, so the timer fires early.
    now.mockReturnValue(1050);
    const waiting = Promise.all(submitSteps(5));
    await new Promise((resolve) => setTimeout(resolve, 120));
    expect(submits.count).toBe(1);
    now.mockReturnValue(1100);
    await waiting;
    expect(submits.count).toBe(2);

    await Promise.all(submitSteps(8));
    expect(submits.count).toBe(3);

    const last = submitSteps(3);
    reader.flush();
    const results = await Promise.all(last);
    expect(submits.count).toBe(4);
    expect(new Set(results.map(({ ms }) => ms)).size).toBe(1);
    submits.end();
    now.mockRestore();
    await reader.dispose();
  });

  it('are all read before the reader frees its memory', async () => {
    const reader = new ResultReader(device);
    const submitStep = () => reader.read(reader.takeSlot(), 8);
    // The first result is read at once; the others would wait for the interval.
    const pending = [submitStep(), submitStep(), submitStep()];
    await reader.dispose();
    expect((await Promise.all(pending)).map(({ loss }) => loss)).toEqual([0, 0, 0]);
  });
});
