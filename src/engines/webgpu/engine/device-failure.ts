/** A device that cannot go on, as an error of ours. */
import { PupilaError } from '../../../core/errors';
import { Failure } from '../../../core/failure';

export function cannotGoOn(what: string, cause?: unknown): PupilaError {
  return new PupilaError('device-lost', `WebGPU cannot go on: ${what}`, { cause });
}

type Hear = (failure: PupilaError) => void;

/** Who listens to a device. Its own promise `lost` would keep whoever asked for as long as the device lives. */
const listeners = new WeakMap<GPUDevice, Set<Hear>>();

/**
 * What happens when the device is lost or reports an error that nobody else takes.
 *
 * @param over When errors are no longer of interest: the device is not listened to from then on.
 */
export function deviceFailure(device: GPUDevice, over: AbortSignal): Failure {
  const failure = new Failure();
  const hear: Hear = (error) => failure.happen(error);
  const all = listeners.get(device) ?? listenTo(device);
  all.add(hear);
  over.addEventListener('abort', () => all.delete(hear));
  return failure;
}

function listenTo(device: GPUDevice): Set<Hear> {
  const all = new Set<Hear>();
  listeners.set(device, all);
  const tell = (what: string): void => all.forEach((hear) => hear(cannotGoOn(what)));
  void device.lost.then(({ reason, message }) => {
    // Whoever comes later asks the device again.
    listeners.delete(device);
    tell(`the device was lost (${reason}) ${message}`);
  });
  device.addEventListener('uncapturederror', ({ error }) =>
    tell(`the device reported an error: ${error.message}`),
  );
  return all;
}

/** Between a call that fails on a lost device and the word that it is lost: another process tells it. */
const TOLD_WITHIN_MS = 2000;

/**
 * Why work failed: for the device's own reason where it has one, told then or soon after.
 *
 * @param failure Of `deviceFailure`.
 */
export async function causeOf(error: unknown, failure: Failure): Promise<unknown> {
  const { name, message } = error as Error;
  // What WebGPU's calls throw and reject with; `fit` is stopped by errors of ours.
  const isOfDriver = name === 'OperationError' || name === 'GPUPipelineError';
  const isOfGpu = isOfDriver || name === 'AbortError';
  try {
    await failure.race(new Promise((resolve) => setTimeout(resolve, isOfGpu ? TOLD_WITHIN_MS : 0)));
  } catch (cause) {
    return cause;
  }
  return isOfDriver ? cannotGoOn(message || name, error) : error;
}
