/** What the machine's WebGPU adapter is: hardware, software, or none. Nothing is computed here. */

/** The adapter as the browser describes it. */
export interface AdapterReport {
  /** Vendor, architecture and description, as far as the browser tells them. */
  name: string;
  /** True for an adapter that computes on the CPU (SwiftShader, llvmpipe, WARP). */
  software: boolean;
}

const SOFTWARE = /swiftshader|llvmpipe|lavapipe|warp|basic render|software/i;

/** Asks for the adapter; null where there is none, with no error: having no GPU is ordinary. */
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
