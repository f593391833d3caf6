/** Numbers of nodes that never change: those of scalings, and the tables of resized images. */
import type { ResamplingNode } from '../../../plan/graph/graph';
import { FLOAT } from '../engine/program';
import type { Address } from '../kernel-exports';
import { TABLE_ENTRY } from './node-places';
import type { PlacedGraph } from './program';

/** Writes them once, after the graph is placed. */
export function writeConstants(memory: WebAssembly.Memory, { nodes }: PlacedGraph): void {
  const write = (at: Address, numbers: readonly number[]): void =>
    new Float32Array(memory.buffer, at, numbers.length).set(numbers);
  for (const node of nodes) {
    if (node.kind === 'scaling') {
      write(node.scaleAt, node.scale);
      write(node.shiftAt, node.shift);
    } else if (node.kind === 'resampling') {
      writeTable(memory, node.rowsAt, node.rows);
      writeTable(memory, node.columnsAt, node.columns);
    }
  }
}

function writeTable({ buffer }: WebAssembly.Memory, at: Address, places: ResamplingNode['rows']): void {
  const view = new DataView(buffer);
  places.forEach(({ first, second, share }, i) => {
    const entry = at + i * TABLE_ENTRY;
    view.setInt32(entry, first, true);
    view.setInt32(entry + FLOAT, second, true);
    view.setFloat32(entry + 2 * FLOAT, share, true);
  });
}
