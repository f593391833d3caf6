/**
 * Our compiled kernels on the memory of tfjs-backend-wasm. They compute on its tensors in place, and allocate scratch
 * memory with its allocator.
 */
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { PupilaError } from '../../core/errors';
import { message } from '../../core/message';
import { wasmFeatures } from './features';
import type { Address, KernelExports } from './kernel-exports';

/** Loads a compiled file by name. */
export type LoadKernels = (file: string) => Promise<BufferSource | Response>;

/** The parts of tfjs's Emscripten module that are used here and missing from its types. */
interface EmscriptenModule {
  _malloc(bytes: number): number;
  _free(address: Address): void;
  /** Set in the build with threads. */
  wasmMemory?: WebAssembly.Memory;
  /** Raw exports. Builds without threads export their memory. */
  asm: { memory?: WebAssembly.Memory };
}

/** The compiled kernels and the memory that they share with tfjs. */
export interface KernelModule {
  readonly exports: KernelExports;
  readonly memory: WebAssembly.Memory;
  /** Name of the loaded file, and its compiled module, for other threads on the same memory. */
  readonly file: string;
  readonly compiled: WebAssembly.Module;
  readonly wideTiles: boolean;
  /**
   * Allocates memory with undefined contents. Release it with `free`.
   *
   * @throws {PupilaError} 'internal' when the heap is full.
   */
  allocate(bytes: number): Address;
  free(address: Address): void;
}

/** Returns the memory of tfjs's module, for any build of it. */
export function memoryOf({ wasm }: BackendWasm): WebAssembly.Memory {
  const { wasmMemory, asm } = wasm as unknown as EmscriptenModule;
  const memory = wasmMemory ?? asm.memory;
  if (!memory) throw new PupilaError('internal', 'internal: tfjs-backend-wasm does not show its memory.');
  return memory;
}

/** Returns which of the four compiled files to use with a memory in this engine. */
export function kernelFile(memory: WebAssembly.Memory): string {
  const { relaxedSimd } = wasmFeatures();
  const shared = typeof SharedArrayBuffer !== 'undefined' && memory.buffer instanceof SharedArrayBuffer;
  return `kernels${shared ? '-threads' : ''}${relaxedSimd ? '-relaxed' : ''}.wasm`;
}

/** Compiles a file. */
export async function compileKernels(source: BufferSource | Response): Promise<WebAssembly.Module> {
  return WebAssembly.compile(source instanceof Response ? await source.arrayBuffer() : source);
}

/**
 * Instantiates a compiled file on a memory. Several threads may share the memory.
 *
 * @param wideTiles Whether V8 pairs operations to 256 bits, for which there are other register tiles. Default false.
 */
export async function instantiateKernels(
  compiled: WebAssembly.Module,
  memory: WebAssembly.Memory,
  wideTiles = false,
): Promise<KernelExports> {
  const { exports } = await WebAssembly.instantiate(compiled, { env: { memory } });
  const kernels = exports as unknown as KernelExports;
  kernels.useWideTiles(wideTiles);
  return kernels;
}

let wideTiles = false;

/** Chooses the tiles for 256 bits, for kernels that are loaded from now on. */
export function chooseWideTiles(): void {
  wideTiles = true;
}

/**
 * Instantiates our kernels on tfjs's memory.
 *
 * @throws {PupilaError} 'backend-unavailable' without SIMD.
 */
export async function loadKernelModule(backend: BackendWasm, load: LoadKernels): Promise<KernelModule> {
  if (!wasmFeatures().simd) {
    throw new PupilaError(
      'backend-unavailable',
      message`WebAssembly needs SIMD, which this browser does not have.`,
    );
  }
  const memory = memoryOf(backend);
  const file = kernelFile(memory);
  const compiled = await compileKernels(await load(file));
  const exports = await instantiateKernels(compiled, memory, wideTiles);
  const wasm = backend.wasm as unknown as EmscriptenModule;
  return {
    exports,
    memory,
    file,
    compiled,
    wideTiles,
    allocate(bytes) {
      const address = wasm._malloc(bytes) >>> 0;
      if (address === 0)
        throw new PupilaError('internal', message`WebAssembly has no memory left for ${bytes} more bytes.`);
      return address;
    },
    free: (address) => wasm._free(address),
  };
}

/** Runs `use` with scratch memory, and frees it afterwards. */
export function withScratch<T>(module: KernelModule, bytes: number, use: (address: Address) => T): T {
  const address = module.allocate(bytes);
  try {
    return use(address);
  } finally {
    module.free(address);
  }
}
