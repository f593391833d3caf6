/** Converts failures of a device to 'device-lost' errors. */
import { PupilaError } from '../../../core/errors';
import { type Message, message } from '../../../core/message';
import { Failure } from '../../../core/failure';

export function deviceLost(what: Message | string, cause?: unknown): PupilaError {
  return new PupilaError('device-lost', message`WebGPU cannot continue: ${what}`, { cause });
}

type Listener = (failure: PupilaError) => void;

/**
 * Listeners of each device. A `then` on `device.lost` instead would keep every listener alive as long as the device.
 */
const listeners = new WeakMap<GPUDevice, Set<Listener>>();

/**
 * Returns a failure that is reported when the device is lost or reports an uncaptured error.
 *
 * @param stop Stops listening to the device when it aborts.
 */
export function deviceFailure(device: GPUDevice, stop: AbortSignal): Failure {
  const failure = new Failure();
  const listener: Listener = (error) => failure.fail(error);
  const all = listeners.get(device) ?? listenTo(device);
  all.add(listener);
  stop.addEventListener('abort', () => all.delete(listener));
  return failure;
}

function listenTo(device: GPUDevice): Set<Listener> {
  const all = new Set<Listener>();
  listeners.set(device, all);
  const notify = (what: Message): void => all.forEach((listener) => listener(deviceLost(what)));
  void device.lost.then(({ reason, message: details }) => {
    // `device.lost` reports the loss to listeners that come later.
    listeners.delete(device);
    notify(
      details
        ? message`the device was lost (${reason}): ${details}`
        : message`the device was lost (${reason}).`,
    );
  });
  device.addEventListener('uncapturederror', ({ error }) =>
    notify(message`the device reported an error: ${error.message}`),
  );
  return all;
}

/**
 * Maximum delay in ms between a call that fails on a lost device and the report of the loss, which crosses processes.
 */
const LOSS_REPORT_MS = 2000;

/**
 * Returns why work failed: the device's failure if it was reported before or is reported shortly after, else `error`.
 *
 * @param failure Created by `deviceFailure`.
 */
export async function causeOf(error: unknown, failure: Failure): Promise<unknown> {
  const { name, message: details } = error as Error;
  // The errors of WebGPU's calls. `fit` stops on errors of ours.
  const isDriverError = name === 'OperationError' || name === 'GPUPipelineError';
  const isGpuError = isDriverError || name === 'AbortError';
  try {
    await failure.race(new Promise((resolve) => setTimeout(resolve, isGpuError ? LOSS_REPORT_MS : 0)));
  } catch (cause) {
    return cause;
  }
  return isDriverError ? deviceLost(details || name, error) : error;
}
