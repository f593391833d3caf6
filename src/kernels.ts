/** `pupila/kernels`: the kernels that tfjs's backends lack for training, under tfjs's own names. */
import { registerWasmKernels } from './backends/wasm/register';
import { invalidArgument } from './core/errors';

export { setAssetBase } from './assets';

/**
 * Registers training kernels with tfjs, so that a plain tfjs-layers `model.fit()` trains. Call it after
 * `tf.setBackend(backend)` and `tf.ready()`.
 *
 * @param backend Only 'wasm' lacks kernels.
 * @example
 * await tf.setBackend('wasm');
 * await registerTrainingKernels('wasm');
 * await model.fit(x, y);
 */
export async function registerTrainingKernels(backend: 'wasm'): Promise<void> {
  if (backend !== 'wasm') throw invalidArgument('Training kernels are there for wasm.', { backend });
  await registerWasmKernels();
}
