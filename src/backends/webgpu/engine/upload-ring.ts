/** Buffers that the page writes a step's inputs into while the GPU still computes the step before. */
import { PARAMS_BYTES } from '../kernel';

/** As many as are filled, waiting and read at one time. */
const BUFFERS = 2;

/** What goes to the GPU for one step. */
export interface StepInputs {
  x: Float32Array;
  /** Null where nothing is scored. */
  labels: Float32Array | null;
  /** `PARAMS_BYTES` of them. */
  params: ArrayBuffer;
}

/** Where it goes. */
export interface InputBuffers {
  x: GPUBuffer;
  labels: GPUBuffer;
  params: GPUBuffer;
}

export class UploadRing {
  readonly #free: Promise<GPUBuffer>[];

  /** @param bytes Of the largest batch with its labels. */
  constructor(device: GPUDevice, bytes: number) {
    this.#free = Array.from({ length: BUFFERS }, () =>
      Promise.resolve(
        device.createBuffer({
          ...{ label: 'upload', size: bytes + PARAMS_BYTES, mappedAtCreation: true },
          usage: GPUBufferUsage.MAP_WRITE | GPUBufferUsage.COPY_SRC,
        }),
      ),
    );
  }

  /**
   * Copies inputs into the next buffer that is free and encodes its way to `to`.
   *
   * @returns To be called when the encoder's commands were submitted.
   */
  async encode(encoder: GPUCommandEncoder, inputs: StepInputs, to: InputBuffers): Promise<() => void> {
    const buffer = await (this.#free.shift() as Promise<GPUBuffer>);
    const bytes = buffer.getMappedRange();
    new Uint8Array(bytes).set(new Uint8Array(inputs.params));
    new Float32Array(bytes, PARAMS_BYTES, inputs.x.length).set(inputs.x);
    encoder.copyBufferToBuffer(buffer, 0, to.params, 0, PARAMS_BYTES);
    encoder.copyBufferToBuffer(buffer, PARAMS_BYTES, to.x, 0, inputs.x.byteLength);
    if (inputs.labels) {
      const at = PARAMS_BYTES + inputs.x.byteLength;
      new Float32Array(bytes, at, inputs.labels.length).set(inputs.labels);
      encoder.copyBufferToBuffer(buffer, at, to.labels, 0, inputs.labels.byteLength);
    }
    buffer.unmap();
    return () => {
      const mapped = buffer.mapAsync(GPUMapMode.WRITE).then(() => buffer);
      // A lost device is reported where its results are awaited.
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
