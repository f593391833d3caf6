/** Runs kernels on tensors of tfjs's WebGPU backend. They are recorded and submitted together with tfjs's own. */
import { type DataId, type TensorInfo, env, util } from '@tensorflow/tfjs-core';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { bind, compileSync } from './compile';
import { type BufferName, type Kernel, type Operation, PARAMS_BYTES } from './kernel';
import { onceFor } from './once-for';

/** The backend's private state of recorded commands that are not yet submitted, as its `recordAndSubmit` uses it. */
interface Recorder {
  commandEncoder: GPUCommandEncoder;
  computePassEncoder: GPUComputePassEncoder | null;
  /** Tensors that the commands use. Their buffers are released only after submission. */
  commandQueueOwnedIds: WeakSet<DataId>;
  dispatchCountInPass: number;
}

/** @param tensors Tensors of the buffers that the kernels name, except `partials`. */
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
  // Uploads come first, because an upload may end tfjs's compute pass.
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
  // Each operation counts once, so that tfjs submits as often as with its own kernels.
  recorder.dispatchCountInPass += 1;
  if (recorder.dispatchCountInPass < env().getNumber('WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE')) return;
  backend.endComputePassEncoder();
  backend.submitQueue();
}

/** The uniform buffer. These kernels read only the number of images from it. */
function paramsFor(device: GPUDevice, images: number): GPUBuffer {
  return onceFor(device, ['params', images], () => {
    const usage = GPUBufferUsage.UNIFORM;
    const buffer = device.createBuffer({ size: PARAMS_BYTES, usage, mappedAtCreation: true });
    new Uint32Array(buffer.getMappedRange()).set([images]);
    buffer.unmap();
    return buffer;
  });
}

/**
 * Whether our kernels can read the tensors. Excludes integers that tfjs has relabelled as float32, and empty tensors.
 */
export function areFloats(backend: WebGPUBackend, tensors: readonly TensorInfo[]): boolean {
  return tensors.every(({ dataId, dtype, shape }) => {
    const stored = backend.tensorMap.get(dataId).dtype;
    return dtype === 'float32' && stored === 'float32' && util.sizeFromShape(shape) > 0;
  });
}
