/** A program on a device: its buffers, and its kernels compiled and bound, to be replayed step by step. */
import type { Images } from '../../../core/batch';
import type { PupilaError } from '../../../core/errors';
import { type Compiled, bind, compile } from '../compile';
import { type BufferName, type Kernel, PARAMS_BYTES } from '../kernel';
import { cannotGoOn } from './device-failure';
import type { Program } from './program';

/** Buffers that live longer than a recording. */
export interface SharedBuffers {
  params: GPUBuffer;
  get(name: BufferName): GPUBuffer | undefined;
}

/** A kernel that is ready to run. */
interface Recorded {
  kernel: Kernel;
  pipeline: GPUComputePipeline;
  bindGroup: GPUBindGroup;
}

/** Which kernels run. */
export type Section = 'unpack' | 'forward' | 'score' | 'backward' | 'update';

export class Recording {
  readonly program: Program;
  readonly #buffers: Map<BufferName, GPUBuffer>;
  readonly #sections: Record<Section, Recorded[]>;

  private constructor(
    program: Program,
    buffers: Map<BufferName, GPUBuffer>,
    sections: Record<Section, Recorded[]>,
  ) {
    this.program = program;
    this.#buffers = buffers;
    this.#sections = sections;
  }

  /**
   * Makes buffers, pipelines and bind groups.
   *
   * @param onCompiled Hears of each pipeline: how many there are, of how many.
   * @throws {PupilaError} 'device-lost' when memory does not suffice.
   * @throws {Error} when a shader is refused; what `onCompiled` throws.
   */
  static async make(
    device: GPUDevice,
    program: Program,
    shared: SharedBuffers,
    onCompiled: (done: number, total: number) => void,
  ): Promise<Recording> {
    const buffers = await makeBuffers(device, program.buffers);
    try {
      const kernels = kernelsOf(program);
      const total = Object.values(kernels).flat().length;
      let done = 0;
      const record = async (kernel: Kernel): Promise<Recorded> => {
        const compiled: Compiled = await compile(device, kernel);
        onCompiled((done += 1), total);
        const bufferOf = (name: BufferName) => (shared.get(name) ?? buffers.get(name)) as GPUBuffer;
        const bindGroup = bind(device, kernel, compiled, shared.params, bufferOf);
        return { kernel, pipeline: compiled.pipeline, bindGroup };
      };
      const all = (section: Section) => Promise.all(kernels[section].map(record));
      const sections = Object.keys(kernels) as Section[];
      const recorded = await Promise.all(sections.map(async (name) => [name, await all(name)]));
      return new Recording(program, buffers, Object.fromEntries(recorded) as Record<Section, Recorded[]>);
    } catch (error) {
      buffers.forEach((buffer) => buffer.destroy());
      throw error;
    }
  }

  buffer(name: BufferName): GPUBuffer {
    return this.#buffers.get(name) as GPUBuffer;
  }

  /** Encodes sections for a batch of some images. */
  encode(encoder: GPUCommandEncoder, sections: readonly Section[], images: number): void {
    const pass = encoder.beginComputePass();
    const recorded = sections.flatMap((section) => this.#sections[section]);
    for (const { kernel, pipeline, bindGroup } of recorded) {
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, bindGroup);
      pass.dispatchWorkgroups(...kernel.workgroups(images));
    }
    pass.end();
  }

  dispose(): void {
    this.#buffers.forEach((buffer) => buffer.destroy());
  }
}

/** A program's kernels by section. */
export function kernelsOf({ unpack, forward, score, backward, update }: Program): Record<Section, Kernel[]> {
  return { unpack: [unpack], forward, score: [score], backward, update: [update] };
}

/**
 * Buffers of these bytes, full of zeros.
 *
 * @throws {PupilaError} 'device-lost' when the device binds no buffer of such a size, or has no memory left.
 */
export async function makeBuffers(
  device: GPUDevice,
  sizes: ReadonlyMap<BufferName, number>,
): Promise<Map<BufferName, GPUBuffer>> {
  const { maxStorageBufferBindingSize, maxBufferSize } = device.limits;
  const most = Math.min(maxStorageBufferBindingSize, maxBufferSize);
  for (const [name, size] of sizes) {
    if (size > most) throw cannotHold(`${name} takes ${size} bytes, and the device has ${most} for a buffer`);
  }
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
  device.pushErrorScope('out-of-memory');
  const buffers = new Map(
    [...sizes].map(([label, size]) => [label, device.createBuffer({ label, size, usage })]),
  );
  const error = await device.popErrorScope();
  if (!error) return buffers;
  buffers.forEach((buffer) => buffer.destroy());
  throw cannotHold(error.message);
}

function cannotHold(why: string): PupilaError {
  return cannotGoOn(`the GPU cannot hold the network: ${why}`);
}

/** The uniform that all kernels read. */
export function makeParams(device: GPUDevice): GPUBuffer {
  const usage = GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST;
  return device.createBuffer({ label: 'params', size: PARAMS_BYTES, usage });
}

/** The buffer that images are uploaded to. */
export function pixelsOf({ x }: Images): 'bytes' | 'x' {
  return x instanceof Uint8Array ? 'bytes' : 'x';
}

/** Sections with what makes float32 of images that come as bytes. */
export function withPixels(images: Images, sections: readonly Section[]): readonly Section[] {
  return pixelsOf(images) === 'bytes' ? ['unpack', ...sections] : sections;
}
