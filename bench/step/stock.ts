/**
 * Unmodified tfjs-backend-wasm, for `npm run bench -- step`. Forward only, because it has no gradient of convolution.
 */
import { type Tensor, env, ready, setBackend, tensor4d } from '@tensorflow/tfjs-core';
import { getThreadsCount, setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { network, noise } from './network';

let model: LayersModel;
const inputs = new Map<number, Tensor>();

const bench = {
  async start(threads: number): Promise<{ threads: number }> {
    setWasmPaths('/assets/wasm/');
    env().set('WASM_HAS_MULTITHREAD_SUPPORT', threads > 1);
    setThreadsCount(threads);
    if (!(await setBackend('wasm'))) throw new Error('tfjs-backend-wasm did not start.');
    await ready();
    model = network().model;
    return { threads: threads > 1 ? getThreadsCount() : 1 };
  },

  /** Time in ms from an existing tensor to readable outputs. */
  forward(images: number): { ms: number; outputs: number[] } {
    const x = inputs.get(images) ?? tensor4d(noise(images).x, [images, 150, 150, 3]);
    inputs.set(images, x);
    const start = performance.now();
    const y = model.predict(x, { batchSize: images }) as Tensor;
    const outputs = [...y.dataSync()];
    const ms = performance.now() - start;
    y.dispose();
    return { ms, outputs };
  },
};

export type StockBench = typeof bench;
Object.assign(globalThis, { bench });
