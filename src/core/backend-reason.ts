/** Why a backend was selected or left, as values. `src/i18n/backend.ts` turns them into sentences. */
import type { Message } from './message';

/** Why a backend was selected. */
export type BackendReason =
  | { readonly kind: 'webgpu-requested' | 'gpu-hardware' | 'software-adapter'; readonly adapter: string }
  /** 'no-adapter': the browser offers WebGPU without an adapter; 'no-webgpu': it does not offer WebGPU here. */
  | { readonly kind: 'wasm-requested' | 'no-adapter' | 'no-webgpu' };

/** Why WebAssembly computes on one thread only. 'refused': threads were available but did not start. */
export type OneThreadReason =
  | { readonly kind: 'not-isolated' | 'no-shared-memory' }
  | { readonly kind: 'refused'; readonly message: Message | string };

/** Why training continued without the GPU after a failure, and not on a new device. */
export type FallbackReason =
  | { readonly kind: 'adapter-gone' | 'no-device' }
  | { readonly kind: 'software-adapter'; readonly adapter: string }
  | { readonly kind: 'device-failed'; readonly message: Message | string };
