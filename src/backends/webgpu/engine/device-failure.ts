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

/** Between a call that fails on a lost device and the word that it is lost: another process tells it. */
const TOLD_WITHIN_MS = 2000;

/**
 * Why work failed: for the device's own reason where it has one, told then or soon after.
 *
 * @param failed Of `deviceFailure`.
 */
export async function causeOf(error: unknown, failed: Promise<never>): Promise<unknown> {
  const { name, message } = error as Error;
  // What WebGPU's calls throw and reject with; `fit` is stopped by errors of ours.
  const isOfGpu = name === 'OperationError' || name === 'AbortError';
  const told = failed.catch((cause: unknown) => cause);
  const later = new Promise((resolve) => setTimeout(resolve, isOfGpu ? TOLD_WITHIN_MS : 0));
  const cause = await Promise.race([told, later]);
  return cause ?? (name === 'OperationError' ? deviceLost(message || name, error) : error);
}
