/** Reads values back from the GPU. */
import { FLOAT } from '../kernel';

/** Submits commands and returns the first values that they write to a buffer. */
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
