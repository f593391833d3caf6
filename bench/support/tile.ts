/** Runs the register tile of the compiled kernels repeatedly on the same panels. */
import type { KernelExports } from '../../src/engines/wasm/kernel-exports';

const DEPTH = 256;
const [ROWS, COLUMNS] = [6, 8];
const FLOAT = 4;

/** Bytes of A, B, C and a row of zeros. */
export const panelBytes = FLOAT * (DEPTH * (ROWS + COLUMNS) + ROWS * COLUMNS + COLUMNS);
/** Floating-point operations of one round. */
export const tileFlop = 2 * DEPTH * ROWS * COLUMNS;

interface Tile {
  tile6x8(
    ...args: [
      ...left: [a: number, aStep: number, aSkip: number],
      ...right: [b: number, bStep: number, bSkip: number],
      ...loops: [inner: number, outer: number],
      ...rest: [init: number, initStep: number, c: number, cStep: number, floor: number],
    ]
  ): void;
}

/** Returns a function that runs the tile on `panelBytes` at an address and returns the time in ms. */
export function tileOn(
  exports: KernelExports,
  memory: WebAssembly.Memory,
  at: number,
): (rounds: number) => number {
  const { tile6x8 } = exports as unknown as Tile;
  const [aStep, bStep] = [FLOAT * ROWS, FLOAT * COLUMNS];
  const b = at + aStep * DEPTH;
  const c = b + bStep * DEPTH;
  const init = c + ROWS * bStep;
  new Float32Array(memory.buffer, at, panelBytes / FLOAT).fill(1e-3).fill(0, (init - at) / FLOAT);
  return (rounds) => {
    const start = performance.now();
    tile6x8(at, aStep, -aStep * DEPTH, b, bStep, -bStep * DEPTH, DEPTH, rounds, init, 0, c, bStep, -Infinity);
    return performance.now() - start;
  };
}
