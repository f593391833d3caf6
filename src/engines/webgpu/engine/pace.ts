/**
 * How many steps the page submits ahead of the GPU. If a browser reports finished GPU work promptly, two steps in the
 * queue suffice, and more would only delay the page's own drawing. Firefox checks for finished work every 100 ms;
 * there, as many steps must be submitted as the GPU computes in that time.
 */

/** Limit in bytes of batches whose steps are pending. */
const BYTES_AHEAD = { prompt: 2 ** 26, late: 2 ** 27 };
/** The maximum allows for steps of 3 ms with results read every 100 ms. It must be below the number of result slots. */
const [MIN_STEPS_AHEAD, MAX_STEPS_AHEAD] = [2, 31];
/** One buffer that is being filled, and one for each step on the GPU. */
const PROMPT_UPLOADS = 3;
/** Maximum response time in ms of an idle GPU in a browser that reports it promptly. */
const PROMPT_MS = 40;

/** Whether a browser reports finished GPU work promptly. */
export type Pace = 'prompt' | 'late';

const measured = new WeakMap<GPUDevice, Promise<Pace>>();

/** Measures the pace of an idle device, once. */
export function paceOf(device: GPUDevice): Promise<Pace> {
  let pace = measured.get(device);
  if (!pace) measured.set(device, (pace = measure(device)));
  return pace;
}

/** Number of steps that may be pending for batches of the given size. */
export function stepsAhead(pace: Pace, batchBytes: number): number {
  return Math.min(MAX_STEPS_AHEAD, Math.max(MIN_STEPS_AHEAD, Math.floor(BYTES_AHEAD[pace] / batchBytes)));
}

/** Number of upload buffers. */
export function uploadBufferCount(pace: Pace, batchBytes: number): number {
  return pace === 'prompt' ? PROMPT_UPLOADS : stepsAhead(pace, batchBytes) + 1;
}

async function measure(device: GPUDevice): Promise<Pace> {
  const usage = GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST;
  const buffer = device.createBuffer({ label: 'pace', size: 4, usage });
  let shortest = Infinity;
  // The first round ends at the browser's next check, at any time; later rounds take a full interval between two checks.
  for (let round = 0; round < 3; round++) {
    const start = performance.now();
    const encoder = device.createCommandEncoder();
    encoder.clearBuffer(buffer);
    device.queue.submit([encoder.finish()]);
    await buffer.mapAsync(GPUMapMode.READ);
    buffer.unmap();
    if (round > 0) shortest = Math.min(shortest, performance.now() - start);
  }
  buffer.destroy();
  return shortest > PROMPT_MS ? 'late' : 'prompt';
}
