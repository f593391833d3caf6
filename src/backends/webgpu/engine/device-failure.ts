/** A device that cannot go on, as an error of ours. */
import { PupilaError } from '../../../core/errors';

export function deviceLost(what: string, cause?: unknown): PupilaError {
  return new PupilaError('device-lost', `WebGPU cannot go on: ${what}`, { cause });
}

/**
 * Rejects when the device is lost or reports an error that nobody else takes.
 *
 * @param isOver Whether errors are no longer of interest.
 */
export function deviceFailure(device: GPUDevice, isOver: () => boolean): Promise<never> {
  return new Promise((_, reject) => {
    void device.lost.then(({ reason, message }) =>
      reject(deviceLost(`the device was lost (${reason}) ${message}`)),
    );
    device.addEventListener('uncapturederror', ({ error }) => {
      if (!isOver()) reject(deviceLost(`the device reported an error: ${error.message}`));
    });
  });
}
