/** Mapped buffers that the page fills with a step's inputs while the GPU computes the previous step. */
import { PARAMS_BYTES } from '../kernel';

/** Inputs of a step. */
export interface StepInputs {
  /** Float32 values, or bytes. */
  x: Float32Array | Uint8Array;
  /** Null for predictions. */
  labels: Float32Array | null;
  /** `PARAMS_BYTES` bytes. */
  params: ArrayBuffer;
}

/** Destinations of a step's inputs. */
export interface InputBuffers {
  x: GPUBuffer;
  labels: GPUBuffer;
  params: GPUBuffer;
}

export class UploadRing {
  /** Size of the largest batch with its labels. */
  readonly bytes: number;
  readonly #free: Promise<GPUBuffer>[];

  /** @param count Number of buffers, and thereby of steps that may be pending. */
  constructor(device: GPUDevice, bytes: number, count: number) {
    this.bytes = bytes;
    this.#free = Array.from({ length: count }, () =>
      Promise.resolve(
        device.createBuffer({
          label: 'upload',
          size: bytes + PARAMS_BYTES,
          mappedAtCreation: true,
          usage: GPUBufferUsage.MAP_WRITE | GPUBufferUsage.COPY_SRC,
        }),
      ),
    );
  }

  /**
   * Copies inputs into the next free buffer and encodes the copy to `to`.
   *
   * @returns A function to call after the encoder's commands are submitted.
   */
  async encode(encoder: GPUCommandEncoder, inputs: StepInputs, to: InputBuffers): Promise<() => void> {
    const buffer = await (this.#free.shift() as Promise<GPUBuffer>);
    const bytes = buffer.getMappedRange();
    new Uint8Array(bytes).set(new Uint8Array(inputs.params));
    const { buffer: from, byteOffset, byteLength } = inputs.x;
    new Uint8Array(bytes, PARAMS_BYTES, byteLength).set(new Uint8Array(from, byteOffset, byteLength));
    encoder.copyBufferToBuffer(buffer, 0, to.params, 0, PARAMS_BYTES);
    const pixels = wholeWords(byteLength);
    encoder.copyBufferToBuffer(buffer, PARAMS_BYTES, to.x, 0, pixels);
    if (inputs.labels) {
      const at = PARAMS_BYTES + pixels;
      new Float32Array(bytes, at, inputs.labels.length).set(inputs.labels);
      encoder.copyBufferToBuffer(buffer, at, to.labels, 0, inputs.labels.byteLength);
    }
    buffer.unmap();
    return () => {
      const mapped = buffer.mapAsync(GPUMapMode.WRITE).then(() => buffer);
      // A lost device is reported where results are awaited.
      mapped.catch(() => undefined);
      this.#free.push(mapped);
    };
  }

  dispose(): void {
    for (const each of this.#free.splice(0)) {
      each.then((buffer) => buffer.destroy()).catch(() => undefined);
    }
  }
}

/** Rounds a number of bytes up to whole words, the unit of copies. */
export function wholeWords(bytes: number): number {
  return Math.ceil(bytes / 4) * 4;
}
