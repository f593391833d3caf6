/** Detects the machine's WebGPU adapter: hardware, software or none. */

/** The adapter as the browser reports it. */
export interface AdapterReport {
  /** Vendor, architecture and description, as far as the browser reports them. */
  name: string;
  /** True for an adapter that computes on the CPU (SwiftShader, llvmpipe, WARP). */
  software: boolean;
}

const SOFTWARE = /swiftshader|llvmpipe|lavapipe|warp|basic render|software/i;

/** Requests the adapter. Returns null if there is none; this is not an error, because many machines have no GPU. */
export async function webgpuAdapter(): Promise<AdapterReport | null> {
  if (!('gpu' in navigator)) return null;
  const adapter = await navigator.gpu
    .requestAdapter({ powerPreference: 'high-performance' })
    .catch(() => null);
  if (!adapter) return null;
  const { vendor, architecture, description } = adapter.info;
  const name = [vendor, architecture, description].filter(Boolean).join(' ') || 'unnamed adapter';
  const fallback = (adapter.info as { isFallbackAdapter?: boolean }).isFallbackAdapter === true;
  return { name, software: fallback || SOFTWARE.test(name) };
}
