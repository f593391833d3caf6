/**
 * The file of a thread of tfjs-backend-wasm: Emscripten's worker and the module's factory in one script, without an import.
 * tfjs puts them together in the page, from the text of a function, which is not the same after a minifier.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const FACTORY = '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.js';
const WORKER = FACTORY.replace('.js', '.worker.js');

/** Where the worker loads the factory that it is told of. */
const LOADS_FACTORY =
  'if(typeof e.data.urlOrBlob=="string"){importScripts(e.data.urlOrBlob)}else{var objectUrl=' +
  'URL.createObjectURL(e.data.urlOrBlob);importScripts(objectUrl);URL.revokeObjectURL(objectUrl)}';

/**
 * The script's text.
 *
 * @throws {Error} when tfjs-backend-wasm starts its threads in another way than expected.
 */
export function tfjsThread() {
  const require = createRequire(import.meta.url);
  const factory = readFileSync(require.resolve(FACTORY), 'utf8');
  const { wasmWorkerContents } = require(WORKER);
  if (
    !factory.includes('var WasmBackendModuleThreadedSimd =') ||
    !wasmWorkerContents.includes(LOADS_FACTORY)
  ) {
    throw new Error('tfjs-backend-wasm starts its threads in another way: change scripts/tfjs-thread.mjs');
  }
  // In the package the text has a line break where its code wants the characters `\n`.
  const worker = wasmWorkerContents.replace(LOADS_FACTORY, '').replaceAll('\n', '\\n');
  return `${factory}\n${worker}\n`;
}
