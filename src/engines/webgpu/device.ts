/** Creates devices with all features that the kernels can use, for tfjs's backend and for plans. */
import { ready, registerBackend, removeBackend, setBackend } from '@tensorflow/tfjs-core';
import type { TileLimits } from './tile';

/** Optional features: for tfjs's canvases, timed kernels, and products. */
const FEATURES = ['bgra8unorm-storage', 'timestamp-query', 'subgroups'] as const;
const LIMITS = [
  'maxBufferSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupStorageSize',
  'maxComputeWorkgroupsPerDimension',
  'maxStorageBufferBindingSize',
] as const;

/** Requests a device with the features and limits that the adapter offers. Returns null on failure. */
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

/** tfjs's device. Null before tfjs starts, and after the device was lost. */
let current: GPUDevice | null = null;

/** Moves tfjs to WebGPU, on its current device or a new one. Returns false on failure. */
export async function startTfjs(): Promise<boolean> {
  if (current) return setBackend('webgpu');
  const device = await newDevice();
  return device !== null && startTfjsOn(device);
}

/** Moves tfjs to the given device. Returns false on failure. */
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
 * Limits that determine the tiles. Lanes of a subgroup count only where exchanging values through subgroups is faster than
 * through workgroup memory; on NVIDIA GPUs it is not (microsoft/onnxruntime#31703).
 */
export function limitsOf({ limits, features, adapterInfo }: GPUDevice): TileLimits {
  const { maxComputeInvocationsPerWorkgroup, maxComputeWorkgroupStorageSize } = limits;
  const lanes =
    features.has('subgroups') && adapterInfo.vendor !== 'nvidia' ? adapterInfo.subgroupMinSize : 1;
  return { maxComputeInvocationsPerWorkgroup, maxComputeWorkgroupStorageSize, lanes: lanes ?? 1 };
}
