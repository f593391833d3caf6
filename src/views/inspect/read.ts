/** Values of a tensor, for showing. */
import { type Tensor, getBackend } from '@tensorflow/tfjs-core';
import { readInto } from '../../engines/wasm/heap';

/**
 * A float32 tensor's values; the tensor stays.
 *
 * @param room Memory of values that nobody needs any more, to be written over where it suffices. New memory of some
 *   megabytes takes longer than what is computed.
 */
export async function read(output: Tensor, room?: ArrayBuffer): Promise<Float32Array<ArrayBuffer>> {
  if (!room || room.byteLength < 4 * output.size || getBackend() !== 'wasm') {
    return (await output.data()) as Float32Array<ArrayBuffer>;
  }
  const values = new Float32Array(room, 0, output.size);
  readInto(output, values);
  return values;
}
