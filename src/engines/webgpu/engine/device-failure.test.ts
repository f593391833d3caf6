import { setImmediate, setTimeout } from 'node:timers/promises';
import { beforeEach, expect, it } from 'vitest';
import { describeOnWebGpu, makeDevice } from '../webgpu.testing';
import { causeOf, deviceFailure } from './device-failure';

let device: GPUDevice;
beforeEach(async () => {
  device = await makeDevice();
});

const { MAP_READ, MAP_WRITE, STORAGE } = { MAP_READ: 1, MAP_WRITE: 2, STORAGE: 0x80 };

/** Ways to make the driver fail, and the messages they must produce. */
const FAILURES: [string, (device: GPUDevice) => unknown, RegExp][] = [
  [
    'a command that is not valid',
    (each) => each.createBuffer({ size: 4, usage: MAP_READ | MAP_WRITE }),
    /usages/,
  ],
  // The software driver cannot make a single allocation of the maximum buffer size.
  [
    'an allocation that is too large',
    (each) => each.createBuffer({ size: each.limits.maxBufferSize, usage: STORAGE }),
    /OUT_OF_DEVICE_MEMORY/,
  ],
  ['the loss of the device', (each) => each.destroy(), /lost \(destroyed\)/],
];

describeOnWebGpu('a device that fails', () => {
  it.each(FAILURES)('by %s is reported', async (_, fail, message) => {
    const failed = deviceFailure(device, new AbortController().signal);
    fail(device);
    await expect(failed.race(new Promise(() => undefined))).rejects.toMatchObject({
      code: 'device-lost',
      message: expect.stringMatching(message) as string,
    });
  });

  it('is listened to until the signal aborts', async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error): void => void warnings.push(warning);
    process.on('warning', onWarning);
    let rejections = 0;
    // Node warns about more than ten listeners.
    for (let i = 0; i < 20; i++) {
      const stop = new AbortController();
      const failure = deviceFailure(device, stop.signal);
      failure.race(new Promise(() => undefined)).catch(() => rejections++);
      stop.abort();
    }
    FAILURES[0]?.[1](device);
    await device.queue.onSubmittedWorkDone();
    await setImmediate();
    process.off('warning', onWarning);
    expect(warnings).toEqual([]);
    expect(rejections).toBe(0);
  });
});

describeOnWebGpu('a device that is already lost', () => {
  it('is reported to new listeners', async () => {
    deviceFailure(device, new AbortController().signal);
    device.destroy();
    await device.lost;
    await setImmediate();
    const failed = deviceFailure(device, new AbortController().signal);
    await expect(failed.race(new Promise(() => undefined))).rejects.toMatchObject({ code: 'device-lost' });
  });
});

describeOnWebGpu('work that fails on a device', () => {
  /** Returns the error that the driver throws synchronously. */
  function errorOf(work: () => unknown): unknown {
    try {
      work();
    } catch (error) {
      return error;
    }
    throw new Error('internal: nothing was thrown');
  }

  it('fails with the loss of the device, also if the loss is reported later', async () => {
    // As in a browser, where the GPU is in another process.
    const lost = device.lost.then(async (info) => (await setTimeout(300), info));
    Object.defineProperty(device, 'lost', { value: lost });
    const failed = deviceFailure(device, new AbortController().signal);
    const buffer = device.createBuffer({ size: 4, usage: MAP_WRITE, mappedAtCreation: true });
    device.destroy();
    const error = errorOf(() => buffer.getMappedRange());
    expect(await causeOf(error, failed)).toMatchObject({
      code: 'device-lost',
      message: expect.stringContaining('(destroyed)') as string,
    });
  });

  it('fails with its own error if the device is not lost', async () => {
    const failed = deviceFailure(device, new AbortController().signal);
    const buffer = device.createBuffer({ size: 4, usage: MAP_WRITE });
    const error = errorOf(() => buffer.getMappedRange()) as Error;
    expect(await causeOf(error, failed)).toMatchObject({ code: 'device-lost', cause: error });
    const mistake = new Error('internal: a mistake of ours');
    expect(await causeOf(mistake, failed)).toBe(mistake);
  });
});
