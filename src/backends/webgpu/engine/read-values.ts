/** Values that come back from the GPU at once, and images in slices that it holds. */
import type { Images } from '../../../core/batch';
import { FLOAT } from '../kernel';

/** Submits commands; gives the first values that they leave in a buffer. */
export async function submitAndRead(
  device: GPUDevice,
  encoder: GPUCommandEncoder,
  from: GPUBuffer,
  values: number,
): Promise<Float32Array> {
  const staging = device.createBuffer({
    size: FLOAT * values,
    usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
  });
  encoder.copyBufferToBuffer(from, 0, staging, 0, staging.size);
  device.queue.submit([encoder.finish()]);
  await staging.mapAsync(GPUMapMode.READ);
  const read = new Float32Array(staging.getMappedRange().slice(0));
  staging.destroy();
  return read;
}

/** Images in slices of at most so many. */
export function* slicesOf({ x, size, ...rest }: Images, most: number): Generator<Images> {
  const values = x.length / size;
  for (let from = 0; from < size; from += most) {
    const to = Math.min(from + most, size);
    yield { ...rest, x: x.subarray(from * values, to * values), size: to - from };
  }
}
