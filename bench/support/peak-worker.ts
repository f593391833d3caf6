/** A worker that measures the peak: receives memory once, then numbers of rounds, and answers with times in ms. */
import { instantiateKernels } from '../../src/engines/wasm/module';
import { tileOn } from './tile';

export interface PeakStart {
  compiled: WebAssembly.Module;
  memory: WebAssembly.Memory;
  at: number;
}

let tile: ((rounds: number) => number) | null = null;

self.onmessage = async ({ data }: MessageEvent<PeakStart | number>): Promise<void> => {
  if (typeof data === 'number') return self.postMessage(tile?.(data));
  const { compiled, memory, at } = data;
  tile = tileOn(await instantiateKernels(compiled, memory), memory, at);
  self.postMessage(0);
};
