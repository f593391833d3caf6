/** Caches what is created for a device and a shape, because every training step uses the same shapes. */

const caches = new WeakMap<GPUDevice, Map<string, unknown>>();

/** @param key Everything besides the device that the value depends on, as plain data. */
export function onceFor<T>(device: GPUDevice, key: readonly unknown[], make: () => T): T {
  let cache = caches.get(device);
  if (!cache) caches.set(device, (cache = new Map<string, unknown>()));
  const name = JSON.stringify(key);
  if (!cache.has(name)) cache.set(name, make());
  return cache.get(name) as T;
}
