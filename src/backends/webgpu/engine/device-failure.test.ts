import { setImmediate } from 'node:timers/promises';
import { beforeEach, expect, it } from 'vitest';
import { describeOnWebGpu, makeDevice } from '../webgpu.testing';
import { deviceFailure } from './device-failure';

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
    await expect(failed).rejects.toMatchObject({
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
      deviceFailure(device, over.signal).catch(() => rejections++);
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
