/** Runs kernels on tensors of tfjs's WebGPU backend: recorded among tfjs's own, submitted with them. */
import { type DataId, type TensorInfo, env, util } from '@tensorflow/tfjs-core';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { bind, compileSync } from './compile';
import { type BufferName, type Kernel, type Operation, PARAMS_BYTES } from './kernel';
import { onceFor } from './once-for';

/** Commands that tfjs has recorded and not yet submitted: what its `recordAndSubmit` works on. */
interface Recorder {
  commandEncoder: GPUCommandEncoder;
  computePassEncoder: GPUComputePassEncoder | null;
  /** Data that the commands use: its buffers are given back when they are submitted. */
  commandQueueOwnedIds: WeakSet<DataId>;
  dispatchCountInPass: number;
}

/** @param tensors The data behind each buffer that the kernels name, beside `partials`. */
export function runOnTensors(
  backend: WebGPUBackend,
  { kernels, partials }: Operation,
  tensors: Record<BufferName, DataId>,
  images: number,
): void {
  if (partials === 0) {
    record(backend, kernels, tensors, images);
    return;
  }
  const { dataId } = backend.makeTensorInfo([partials], 'float32');
  record(backend, kernels, { ...tensors, partials: dataId }, images);
  backend.disposeData(dataId);
}

function record(
  backend: WebGPUBackend,
  kernels: readonly Kernel[],
  tensors: Record<BufferName, DataId>,
  images: number,
): void {
  const { device } = backend;
  const recorder = backend as unknown as Recorder;
  // All uploads first: one may end tfjs's pass.
  for (const dataId of Object.values(tensors)) {
    backend.uploadToGPU(dataId);
    recorder.commandQueueOwnedIds.add(dataId);
  }
  backend.ensureCommandEncoderReady();
  const pass = (recorder.computePassEncoder ??= recorder.commandEncoder.beginComputePass());
  const bufferOf = (name: BufferName) => backend.tensorMap.get(tensors[name] as DataId).resource as GPUBuffer;
  for (const kernel of kernels) {
    const compiled = compileSync(device, kernel);
    pass.setPipeline(compiled.pipeline);
    pass.setBindGroup(0, bind(device, kernel, compiled, paramsFor(device, images), bufferOf));
    pass.dispatchWorkgroups(...kernel.workgroups(images));
  }
  // One operation counts as one, so that tfjs submits as often as with its own kernels.
  recorder.dispatchCountInPass += 1;
  if (recorder.dispatchCountInPass < env().getNumber('WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE')) return;
  backend.endComputePassEncoder();
  backend.submitQueue();
}

/** Of the parameters, these kernels read the number of images alone. */
function paramsFor(device: GPUDevice, images: number): GPUBuffer {
  return onceFor(device, ['params', images], () => {
    const usage = GPUBufferUsage.UNIFORM;
    const buffer = device.createBuffer({ size: PARAMS_BYTES, usage, mappedAtCreation: true });
    new Uint32Array(buffer.getMappedRange()).set([images]);
    buffer.unmap();
    return buffer;
  });
}

/** Whether our kernels can read these: tfjs may call integers float32 and leave them integers, and has empty tensors. */
export function areFloats(backend: WebGPUBackend, tensors: readonly TensorInfo[]): boolean {
  return tensors.every(({ dataId, dtype, shape }) => {
    const stored = backend.tensorMap.get(dataId).dtype;
    return dtype === 'float32' && stored === 'float32' && util.sizeFromShape(shape) > 0;
  });
}
