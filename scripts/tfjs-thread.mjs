/**
 * Builds the script of tfjs-backend-wasm's threads: Emscripten's worker and the module's factory in one file without
 * imports. tfjs assembles them in the page from the source of a function, which a minifier changes.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const FACTORY = '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.js';
const WORKER = FACTORY.replace('.js', '.worker.js');

/** The code with which the worker loads the factory from a URL or blob. */
const LOADS_FACTORY =
  'if(typeof e.data.urlOrBlob=="string"){importScripts(e.data.urlOrBlob)}else{var objectUrl=' +
  'URL.createObjectURL(e.data.urlOrBlob);importScripts(objectUrl);URL.revokeObjectURL(objectUrl)}';

/**
 * Returns the script's text.
 *
 * @throws {Error} If tfjs-backend-wasm starts its threads in another way than expected.
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
  // In the package, the text has line breaks where its code needs the characters `\n`.
  const worker = wasmWorkerContents.replace(LOADS_FACTORY, '').replaceAll('\n', '\\n');
  return `${factory}\n${worker}\n`;
}
