/**
 * Lets kernels that differ only in their buffers share one pipeline: their code gets names and offsets of its own, and the
 * bindings say which buffers these are.
 */
import { BINDING_ALIGNMENT, type Binding, type BufferName, type Kernel, type Operand } from '../kernel';

/** Returns the operand by which a kernel's code reads another. */
export type Localize = (operand: Operand) => Operand;

/** @param make Creates the kernel from operands that it gets from its argument. */
export function withSharedCode(make: (local: Localize) => Kernel): Kernel {
  const buffers = new Map<BufferName, { name: BufferName; base: number }>();
  const kernel = make(({ buffer, offset }) => {
    let place = buffers.get(buffer);
    if (!place) {
      place = { name: `buffer${buffers.size}`, base: offset - (offset % BINDING_ALIGNMENT) };
      buffers.set(buffer, place);
    }
    if (offset < place.base) throw new Error(`internal: ${buffer} is bound behind one of its arrays`);
    return { buffer: place.name, offset: offset - place.base };
  });
  const places = new Map([...buffers].map(([buffer, { name, base }]) => [name, { buffer, offset: base }]));
  const bindings = kernel.bindings.map(({ buffer, write }): Binding => {
    const place = places.get(buffer) as { buffer: BufferName; offset: number };
    return { ...place, write };
  });
  return { ...kernel, bindings };
}
