/**
 * Converts images from bytes, four per word, to float32: multiplies by the step's scale and rounds once. Overwrites.
 */
import { FLOAT, FOLD, type Kernel, type Operand, declare, fold } from './kernel';
import { at } from './convolution-shape';

const THREADS = 256;

/**
 * @param values Number of values per image. The last word of a batch may extend past the last value; `x` must have
 * space for it.
 */
export function unpackKernel(values: number, bytes: Operand, x: Operand): Kernel {
  const { code, bindings } = declare({ [bytes.buffer]: { type: 'u32' }, [x.buffer]: { write: true } });
  const stores = [0, 1, 2, 3].map(
    (i) => `  ${at(x, `4u * i + ${i}u`)} = f32((word >> ${8 * i}u) & 255u) * params.scale;`,
  );
  const words = (images: number): number => Math.ceil((images * values) / 4);
  return {
    label: 'unpack',
    code: `${code}
@compute @workgroup_size(${THREADS})
fn main(@builtin(workgroup_id) id: vec3u, @builtin(local_invocation_index) t: u32) {
  let i = (id.x + id.y * ${FOLD}u) * ${THREADS}u + t;
  if (i >= (params.images * ${values}u + 3u) / 4u) { return; }
  let word = ${at(bytes, 'i')};
${stores.join('\n')}
}`,
    bindings,
    workgroups: (images) => [...fold(Math.ceil(words(images) / THREADS)), 1],
    work: (images) => ({ flop: images * values, bytes: (1 + FLOAT) * images * values }),
  };
}
