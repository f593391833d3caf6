/** Reads the values of a tensor, for display. */
import { type Tensor, getBackend } from '@tensorflow/tfjs-core';
import { readInto } from '../../engines/wasm/heap';

/**
 * Returns the values of a float32 tensor; does not dispose of the tensor.
 *
 * @param room Memory that may be overwritten if it is large enough. Allocating several megabytes takes longer than the
 *   computation.
 */
export async function read(output: Tensor, room?: ArrayBuffer): Promise<Float32Array<ArrayBuffer>> {
  if (!room || room.byteLength < 4 * output.size || getBackend() !== 'wasm') {
    return (await output.data()) as Float32Array<ArrayBuffer>;
  }
  const values = new Float32Array(room, 0, output.size);
  readInto(output, values);
  return values;
}
