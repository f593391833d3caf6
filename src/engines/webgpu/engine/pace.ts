/**
 * How far the page may be ahead of the GPU. A browser that tells the page at once when the GPU is done needs two steps in the
 * queue; more would only keep the page's own drawing waiting. Firefox looks after the GPU's work every 100 ms: there as many
 * steps have to be on their way as fit into that time.
 */

/** Batches of steps that were given and not yet heard of may take this much of the page's memory. */
const BYTES_AHEAD = { prompt: 2 ** 26, late: 2 ** 27 };
/** With results read every 100 ms: steps of 3 ms. Fewer than there are slots for results. */
const [LEAST_AHEAD, MOST_AHEAD] = [2, 31];
/** One that is filled, and those of the steps that the GPU has. */
const PROMPT_UPLOADS = 3;
/** What a GPU without work takes to answer, at the most, in a browser that hears of it at once. */
const PROMPT_MS = 40;

/** Whether a browser hears of the GPU's work at once. */
export type Pace = 'prompt' | 'late';

const measured = new WeakMap<GPUDevice, Promise<Pace>>();

/** Measures the pace of a device that has nothing to do, once. */
export function paceOf(device: GPUDevice): Promise<Pace> {
  let pace = measured.get(device);
  if (!pace) measured.set(device, (pace = measure(device)));
  return pace;
}

/** Steps that may be under way, for batches of so many bytes. */
export function stepsAhead(pace: Pace, batchBytes: number): number {
  return Math.min(MOST_AHEAD, Math.max(LEAST_AHEAD, Math.floor(BYTES_AHEAD[pace] / batchBytes)));
}

/** Buffers that batches are uploaded through. */
export function uploadsOf(pace: Pace, batchBytes: number): number {
  return pace === 'prompt' ? PROMPT_UPLOADS : stepsAhead(pace, batchBytes) + 1;
}

async function measure(device: GPUDevice): Promise<Pace> {
  const usage = GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST;
  const buffer = device.createBuffer({ label: 'pace', size: 4, usage });
  let least = Infinity;
  // The first answer comes whenever the browser happens to look; those behind it take the whole time between two looks.
  for (let round = 0; round < 3; round++) {
    const start = performance.now();
    const encoder = device.createCommandEncoder();
    encoder.clearBuffer(buffer);
    device.queue.submit([encoder.finish()]);
    await buffer.mapAsync(GPUMapMode.READ);
    buffer.unmap();
    if (round > 0) least = Math.min(least, performance.now() - start);
  }
  buffer.destroy();
  return least > PROMPT_MS ? 'late' : 'prompt';
}
