/** A device of our own, beside the one that tfjs has. */

/** With the buffer sizes that the adapter offers; null where there is no adapter, or it gives none. */
export async function newDevice(): Promise<GPUDevice | null> {
  try {
    const adapter = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' });
    if (!adapter) return null;
    const { maxStorageBufferBindingSize, maxBufferSize } = adapter.limits;
    return await adapter.requestDevice({ requiredLimits: { maxStorageBufferBindingSize, maxBufferSize } });
  } catch {
    return null;
  }
}
