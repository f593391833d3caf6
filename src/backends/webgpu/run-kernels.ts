/** Runs kernels on tensors of tfjs's WebGPU backend, between tfjs's own commands. */
import type { DataId } from '@tensorflow/tfjs-core';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { bind, compileSync } from './compile';
import { type BufferName, type Kernel, PARAMS_BYTES } from './kernel';

/** @param tensors The data behind each buffer that the kernels name. */
export function runOnTensors(
  backend: WebGPUBackend,
  kernels: readonly Kernel[],
  tensors: Record<BufferName, DataId>,
  images: number,
): void {
  const { device } = backend;
  for (const dataId of Object.values(tensors)) backend.uploadToGPU(dataId);
  // What tfjs has recorded so far comes first.
  backend.ensureCommandEncoderReady();
  backend.endComputePassEncoder();
  backend.submitQueue();
  const params = device.createBuffer({
    ...{ size: PARAMS_BYTES, mappedAtCreation: true },
    usage: GPUBufferUsage.UNIFORM,
  });
  new Uint32Array(params.getMappedRange()).set([images]);
  params.unmap();
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  const bufferOf = (name: BufferName) => backend.tensorMap.get(tensors[name] as DataId).resource as GPUBuffer;
  for (const kernel of kernels) {
    const compiled = compileSync(device, kernel);
    pass.setPipeline(compiled.pipeline);
    pass.setBindGroup(0, bind(device, kernel, compiled, params, bufferOf));
    pass.dispatchWorkgroups(...kernel.workgroups(images));
  }
  pass.end();
  device.queue.submit([encoder.finish()]);
  params.destroy();
}
