/** What is made for a device and a shape, made once: the same shapes come at every step of training. */

const made = new WeakMap<GPUDevice, Map<string, unknown>>();

/** @param key What it follows from, beside the device: plain data. */
export function onceFor<T>(device: GPUDevice, key: readonly unknown[], make: () => T): T {
  let known = made.get(device);
  if (!known) made.set(device, (known = new Map()));
  const name = JSON.stringify(key);
  if (!known.has(name)) known.set(name, make());
  return known.get(name) as T;
}
