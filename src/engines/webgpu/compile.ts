/** Compiles kernels to pipelines, once for each device and outside of the main thread. */
import { FLOAT, type Kernel } from './kernel';

/** A pipeline and the layout of its bind groups. */
export interface Compiled {
  pipeline: GPUComputePipeline;
  layout: GPUBindGroupLayout;
}

const COMPUTE = 4;
const caches = new WeakMap<GPUDevice, Map<string, Promise<Compiled>>>();

/**
 * Compiles a kernel. Equal shaders are compiled once per device.
 *
 * @throws {GPUPipelineError} if the driver rejects it for a reason other than the shader; an `Error` if the shader is
 *   invalid.
 */
export function compile(device: GPUDevice, kernel: Kernel): Promise<Compiled> {
  let cache = caches.get(device);
  if (!cache) caches.set(device, (cache = new Map<string, Promise<Compiled>>()));
  let compiled = cache.get(kernel.code);
  if (!compiled) cache.set(kernel.code, (compiled = compileNow(device, kernel)));
  return compiled;
}

const synchronous = new WeakMap<GPUDevice, Map<string, Compiled>>();

/** Compiles synchronously, for tfjs kernels, which return their tensor at once. */
export function compileSync(device: GPUDevice, kernel: Kernel): Compiled {
  let cache = synchronous.get(device);
  if (!cache) synchronous.set(device, (cache = new Map<string, Compiled>()));
  let compiled = cache.get(kernel.code);
  if (!compiled) {
    const { layout, descriptor } = describe(device, kernel);
    cache.set(kernel.code, (compiled = { layout, pipeline: device.createComputePipeline(descriptor) }));
  }
  return compiled;
}

async function compileNow(device: GPUDevice, kernel: Kernel): Promise<Compiled> {
  const { layout, descriptor } = describe(device, kernel);
  try {
    return { layout, pipeline: await device.createComputePipelineAsync(descriptor) };
  } catch (error) {
    if ((error as GPUPipelineError).reason === 'internal') throw error;
    const { messages } = await descriptor.compute.module.getCompilationInfo();
    const lines = messages.map(({ lineNum, message }) => `${lineNum}: ${message}`);
    throw new Error(`internal: ${kernel.label} does not compile: ${lines.join('\n')}`, { cause: error });
  }
}

function describe(device: GPUDevice, { label, code, bindings }: Kernel) {
  const layout = layoutOf(device, { label, bindings });
  const module = device.createShaderModule({ label, code });
  const layouts = device.createPipelineLayout({ bindGroupLayouts: [layout] });
  return { layout, descriptor: { label, layout: layouts, compute: { module, entryPoint: 'main' } } };
}

function layoutOf(device: GPUDevice, { label, bindings }: Pick<Kernel, 'label' | 'bindings'>) {
  const storage = bindings.map(({ write }, i) => ({
    binding: i + 1,
    visibility: COMPUTE,
    buffer: { type: write ? ('storage' as const) : ('read-only-storage' as const) },
  }));
  const params = { binding: 0, visibility: COMPUTE, buffer: { type: 'uniform' as const } };
  return device.createBindGroupLayout({ label, entries: [params, ...storage] });
}

/** Creates a bind group of the uniform parameters and the kernel's buffers. */
export function bind(
  device: GPUDevice,
  { bindings, label }: Kernel,
  { layout }: Compiled,
  params: GPUBuffer,
  bufferOf: (name: string) => GPUBuffer,
): GPUBindGroup {
  const storage = bindings.map(({ buffer, offset = 0 }) => ({
    buffer: bufferOf(buffer),
    offset: FLOAT * offset,
  }));
  const entries = [{ buffer: params }, ...storage].map((resource, binding) => ({ binding, resource }));
  return device.createBindGroup({ label, layout, entries });
}
