import { setImmediate, setTimeout } from 'node:timers/promises';
import { beforeEach, expect, it } from 'vitest';
import { describeOnWebGpu, makeDevice } from '../webgpu.testing';
import { causeOf, deviceFailure } from './device-failure';

let device: GPUDevice;
beforeEach(async () => {
  device = await makeDevice();
});

const { MAP_READ, MAP_WRITE, STORAGE } = { MAP_READ: 1, MAP_WRITE: 2, STORAGE: 0x80 };

/** What makes the driver fail, each in its own way, and what is said of it. */
const FAILURES: [string, (device: GPUDevice) => unknown, RegExp][] = [
  [
    'a command that is not valid',
    (each) => each.createBuffer({ size: 4, usage: MAP_READ | MAP_WRITE }),
    /usages/,
  ],
  // The software driver has no single allocation as large as the largest buffer.
  [
    'memory that is not there',
    (each) => each.createBuffer({ size: each.limits.maxBufferSize, usage: STORAGE }),
    /OUT_OF_DEVICE_MEMORY/,
  ],
  ['the loss of the device', (each) => each.destroy(), /lost \(destroyed\)/],
];

describeOnWebGpu('a device that fails', () => {
  it.each(FAILURES)('by %s is reported', async (_, fail, said) => {
    const failed = deviceFailure(device, new AbortController().signal);
    fail(device);
    await expect(failed.race(new Promise(() => undefined))).rejects.toMatchObject({
      code: 'device-lost',
      message: expect.stringMatching(said) as string,
    });
  });

  it('is listened to until that is over', async () => {
    const warnings: Error[] = [];
    const hear = (warning: Error): void => void warnings.push(warning);
    process.on('warning', hear);
    let rejections = 0;
    // Node warns of the eleventh listener.
    for (let i = 0; i < 20; i++) {
      const over = new AbortController();
      const failure = deviceFailure(device, over.signal);
      failure.race(new Promise(() => undefined)).catch(() => rejections++);
      over.abort();
    }
    FAILURES[0]?.[1](device);
    await device.queue.onSubmittedWorkDone();
    await setImmediate();
    process.off('warning', hear);
    expect(warnings).toEqual([]);
    expect(rejections).toBe(0);
  });
});

describeOnWebGpu('a device that is lost already', () => {
  it('is reported to whoever comes', async () => {
    deviceFailure(device, new AbortController().signal);
    device.destroy();
    await device.lost;
    await setImmediate();
    const failed = deviceFailure(device, new AbortController().signal);
    await expect(failed.race(new Promise(() => undefined))).rejects.toMatchObject({ code: 'device-lost' });
  });
});

describeOnWebGpu('work that fails on a device', () => {
  /** What the driver throws at once. */
  function errorOf(work: () => unknown): unknown {
    try {
      work();
    } catch (error) {
      return error;
    }
    throw new Error('internal: nothing was thrown');
  }

  it('fails for the loss of the device, also where that is told later', async () => {
    // As in a browser, whose GPU lives in another process.
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

  it('fails for what it says where the device is not lost', async () => {
    const failed = deviceFailure(device, new AbortController().signal);
    const buffer = device.createBuffer({ size: 4, usage: MAP_WRITE });
    const error = errorOf(() => buffer.getMappedRange()) as Error;
    expect(await causeOf(error, failed)).toMatchObject({ code: 'device-lost', cause: error });
    const mistake = new Error('internal: a mistake of ours');
    expect(await causeOf(mistake, failed)).toBe(mistake);
  });
});
