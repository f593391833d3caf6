/** WebGPU in Node for tests: Dawn on the software Vulkan driver that `vitest.config.ts` names. Never shipped. */
import { describe, vi } from 'vitest';
import type { Geometry } from '../reference/geometry';
import { type Compiled, bind, compile } from './compile';
import type { ConvolutionShape } from './convolution-shape';
import { type BufferName, type Kernel, PARAMS_BYTES } from './kernel';
import { newDevice, startTfjsOn } from './device';
import { registerWebGpuKernels } from './register';

/** Why this machine has no WebGPU in Node, or null if it has. */
export const noWebGpu = await installWebGpu();
if (noWebGpu && process.env['PUPILA_REQUIRE_WEBGPU']) throw new Error(`Tests need WebGPU: ${noWebGpu}`);
if (noWebGpu) console.warn(`Tests on WebGPU are skipped: ${noWebGpu}`);

// Shaders are compiled in software, which is slow on a shared machine.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

/** `describe` for tests that need a device. */
export const describeOnWebGpu = describe.skipIf(noWebGpu !== null);

/** Installs `navigator.gpu`, as in a browser. Returns the reason on failure. */
async function installWebGpu(): Promise<string | null> {
  try {
    const { create, globals } = await import('webgpu');
    // The package asks for finished work again and again by `setImmediate`. Without a pause, that keeps a core busy.
    const setImmediate = (callback: () => void) => setTimeout(callback, 1);
    Object.assign(globalThis, globals, { setImmediate });
    if (!('navigator' in globalThis)) Object.defineProperty(globalThis, 'navigator', { value: {} });
    if (!('gpu' in navigator)) Object.defineProperty(navigator, 'gpu', { value: create([]) });
  } catch (error) {
    return `the package webgpu does not load here: ${(error as Error).message}`;
  }
  const adapter = await navigator.gpu.requestAdapter();
  return adapter ? null : "there is no adapter; Chromium's software Vulkan driver comes with `npm run setup`";
}

/** Returns a device of the software adapter with all features that tfjs requests. */
export async function makeDevice(): Promise<GPUDevice> {
  const device = await newDevice();
  if (!device) throw new Error(noWebGpu ?? 'there is no device');
  return device;
}

/** Starts tfjs's backend on a device of the software adapter, with our kernels. */
export async function startWebGpu(): Promise<void> {
  await startStockWebGpu();
  registerWebGpuKernels();
}

/** Starts tfjs's backend with its own kernels. Kernels of ours that are already registered stay. */
export async function startStockWebGpu(): Promise<GPUDevice> {
  const device = await makeDevice();
  await startTfjsOn(device);
  return device;
}

const USAGE = { storage: 0x80 | 0x8 | 0x4, uniform: 0x40 | 0x8, read: 0x1 | 0x8 };

/** Fills outputs before a test, so that a kernel that reads unwritten memory fails. */
const JUNK = 0x7fc00001;

/** Converts a convolution or pooling to the geometry of the naive loops. */
export function geometryOf(shape: ConvolutionShape, images: number): Geometry {
  return {
    images,
    height: shape.input[0],
    width: shape.input[1],
    channels: shape.input[2],
    outHeight: shape.output[0],
    outWidth: shape.output[1],
    outChannels: shape.output[2],
    filterHeight: shape.filter[0],
    filterWidth: shape.filter[1],
    strideHeight: shape.strides[0],
    strideWidth: shape.strides[1],
    dilationHeight: shape.dilations[0],
    dilationWidth: shape.dilations[1],
    top: shape.top,
    left: shape.left,
  };
}

/**
 * Runs kernels in order on named arrays. Returns the final content of all arrays.
 *
 * @param key Of dropout masks; 0, the default, means inference.
 */
export async function runKernels(
  device: GPUDevice,
  kernels: readonly Kernel[],
  arrays: Record<BufferName, Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | number>,
  images: number,
  rates: readonly number[] = [],
  key = 0,
): Promise<Record<BufferName, Float32Array>> {
  const buffers = new Map<BufferName, GPUBuffer>();
  for (const [name, values] of Object.entries(arrays)) {
    const data = typeof values === 'number' ? new Uint32Array(values).fill(JUNK) : values;
    const buffer = device.createBuffer({ size: data.byteLength, usage: USAGE.storage });
    device.queue.writeBuffer(buffer, 0, data);
    buffers.set(name, buffer);
  }
  const params = device.createBuffer({ size: PARAMS_BYTES, usage: USAGE.uniform });
  device.queue.writeBuffer(params, 0, Uint32Array.of(images, 0));
  device.queue.writeBuffer(params, 8, Float32Array.from(rates));
  device.queue.writeBuffer(params, 32, Uint32Array.of(key));
  device.pushErrorScope('validation');
  const encoder = device.createCommandEncoder();
  const pipelines = await Promise.all(kernels.map((kernel) => compile(device, kernel)));
  for (const [i, kernel] of kernels.entries()) {
    const compiled = pipelines[i] as Compiled;
    const pass = encoder.beginComputePass();
    pass.setPipeline(compiled.pipeline);
    pass.setBindGroup(
      0,
      bind(device, kernel, compiled, params, (name) => buffers.get(name) as GPUBuffer),
    );
    pass.dispatchWorkgroups(...kernel.workgroups(images));
    pass.end();
  }
  device.queue.submit([encoder.finish()]);
  const error = await device.popErrorScope();
  if (error) throw new Error(error.message);
  const results: Record<BufferName, Float32Array> = {};
  for (const [name, buffer] of buffers) results[name] = await readBuffer(device, buffer);
  [...buffers.values(), params].forEach((buffer) => buffer.destroy());
  return results;
}

async function readBuffer(device: GPUDevice, buffer: GPUBuffer): Promise<Float32Array> {
  const copy = device.createBuffer({ size: buffer.size, usage: USAGE.read });
  const encoder = device.createCommandEncoder();
  encoder.copyBufferToBuffer(buffer, 0, copy, 0, buffer.size);
  device.queue.submit([encoder.finish()]);
  await copy.mapAsync(1);
  const values = new Float32Array(copy.getMappedRange().slice(0));
  copy.destroy();
  return values;
}
