/** A device that cannot go on, as an error of ours. */
import { PupilaError } from '../../../core/errors';

export function deviceLost(what: string, cause?: unknown): PupilaError {
  return new PupilaError('device-lost', `WebGPU cannot go on: ${what}`, { cause });
}

/**
 * Rejects when the device is lost or reports an error that nobody else takes.
 *
 * @param over When errors are no longer of interest: the device is not listened to from then on.
 */
export function deviceFailure(device: GPUDevice, over: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    void device.lost.then(({ reason, message }) =>
      reject(deviceLost(`the device was lost (${reason}) ${message}`)),
    );
    const report = ({ error }: GPUUncapturedErrorEvent): void =>
      reject(deviceLost(`the device reported an error: ${error.message}`));
    device.addEventListener('uncapturederror', report);
    // Dawn's device in Node does not heed the option `signal`.
    over.addEventListener('abort', () => device.removeEventListener('uncapturederror', report));
  });
}
