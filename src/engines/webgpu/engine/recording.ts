/** A program on a device: its buffers and its compiled and bound kernels, ready to be encoded step by step. */
import type { Images } from '../../../core/batch';
import type { PupilaError } from '../../../core/errors';
import { type Message, message } from '../../../core/message';
import { type Compiled, bind, compile } from '../compile';
import { type BufferName, type Kernel, PARAMS_BYTES } from '../kernel';
import { deviceLost } from './device-failure';
import type { Program } from './program';

/** Buffers that outlive a recording. */
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

/** A part of a step. */
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
   * Creates buffers, pipelines and bind groups.
   *
   * @param onCompiled Called after each pipeline is compiled.
   * @throws {PupilaError} 'device-lost' when out of memory.
   * @throws {Error} when a shader is rejected; also what `onCompiled` throws.
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

  /** Encodes sections for a batch of `images`. */
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
 * Creates zero-initialized buffers.
 *
 * @throws {PupilaError} 'device-lost' when a buffer exceeds the device's limits, or when out of memory.
 */
export async function makeBuffers(
  device: GPUDevice,
  sizes: ReadonlyMap<BufferName, number>,
): Promise<Map<BufferName, GPUBuffer>> {
  const { maxStorageBufferBindingSize, maxBufferSize } = device.limits;
  const limit = Math.min(maxStorageBufferBindingSize, maxBufferSize);
  for (const [name, size] of sizes) {
    if (size > limit)
      throw cannotHold(message`the buffer ${name} needs ${size} bytes, and the device allows ${limit}.`);
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

function cannotHold(reason: Message | string): PupilaError {
  return deviceLost(message`the network does not fit into the GPU’s memory: ${reason}`);
}

/** Creates the uniform buffer that all kernels read. */
export function makeParams(device: GPUDevice): GPUBuffer {
  const usage = GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST;
  return device.createBuffer({ label: 'params', size: PARAMS_BYTES, usage });
}

/** Name of the buffer that the images are uploaded to. */
export function pixelsOf({ x }: Images): 'bytes' | 'x' {
  return x instanceof Uint8Array ? 'bytes' : 'x';
}

/** Prepends the conversion of bytes to float32, if the images are bytes. */
export function withPixels(images: Images, sections: readonly Section[]): readonly Section[] {
  return pixelsOf(images) === 'bytes' ? ['unpack', ...sections] : sections;
}
