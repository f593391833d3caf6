/** Devices with all that the kernels can use, for tfjs's backend and for plans beside it. */
import { ready, registerBackend, removeBackend, setBackend } from '@tensorflow/tfjs-core';
import type { TileLimits } from './tile';

/** Used where the adapter has them: for canvases of tfjs, kernels that are timed, and products. */
const FEATURES = ['bgra8unorm-storage', 'timestamp-query', 'subgroups'] as const;
const LIMITS = [
  'maxBufferSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupStorageSize',
  'maxComputeWorkgroupsPerDimension',
  'maxStorageBufferBindingSize',
] as const;

/** With the features and sizes that the adapter offers; null where there is no adapter, or it gives none. */
export async function newDevice(): Promise<GPUDevice | null> {
  try {
    const adapter = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' });
    if (!adapter) return null;
    return await adapter.requestDevice({
      requiredFeatures: FEATURES.filter((name) => adapter.features.has(name)),
      requiredLimits: Object.fromEntries(LIMITS.map((name) => [name, adapter.limits[name]])),
    });
  } catch {
    return null;
  }
}

/** The device that tfjs has; null before it starts, and after its device was lost. */
let current: GPUDevice | null = null;

/** Makes tfjs compute on WebGPU: on the device that it has, or on a new one. False when it does not start. */
export async function startTfjs(): Promise<boolean> {
  if (current) return setBackend('webgpu');
  const device = await newDevice();
  return device !== null && startTfjsOn(device);
}

/** Makes tfjs compute on a device. False when it does not start. */
export async function startTfjsOn(device: GPUDevice): Promise<boolean> {
  const { WebGPUBackend } = await import('@tensorflow/tfjs-backend-webgpu');
  removeBackend('webgpu');
  registerBackend('webgpu', () => new WebGPUBackend(device, device.adapterInfo));
  const started = await setBackend('webgpu');
  await ready();
  current = device;
  void device.lost.then(() => {
    if (current === device) current = null;
  });
  return started;
}

/**
 * What tiles are chosen by. Lanes of a subgroup are counted only where values that they hand each other come faster than
 * from workgroup memory: on NVIDIA's GPUs they do not (microsoft/onnxruntime#31703).
 */
export function limitsOf({ limits, features, adapterInfo }: GPUDevice): TileLimits {
  const { maxComputeInvocationsPerWorkgroup, maxComputeWorkgroupStorageSize } = limits;
  const lanes =
    features.has('subgroups') && adapterInfo.vendor !== 'nvidia' ? adapterInfo.subgroupMinSize : 1;
  return { maxComputeInvocationsPerWorkgroup, maxComputeWorkgroupStorageSize, lanes: lanes ?? 1 };
}
